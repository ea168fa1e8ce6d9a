-- Why: a body tells its record once (identity, address, people, bank accounts,
-- commitments, standing documents) and every later file takes it from there with
-- its provenance. Nothing here is rewritten: a field has versions, a mandate
-- ends, an account is replaced. The account is what fraud aims at: a second
-- person and a delay stand between a new one and the money.

-- +goose Up

-- uuidrange lets an exclusion compare bodies without the btree_gist extension,
-- which not every server carries.
create type uuidrange as range (subtype = uuid);

-- Every edit of a field of a record: the truth about its value, its history and
-- its conflicts. version counts the saved edits of a body.
create table body_edits (
	organisation_id uuid not null references organisations,
	id              uuid not null, -- given by who typed it: sent twice, kept once
	departement     text not null,
	rank            bigint not null generated always as identity,
	path            text not null,
	value           jsonb not null,
	base            int not null,  -- the version that its author saw
	outcome         text not null,
	version         int,
	closes          uuid[] not null default '{}', -- the conflicts that its author settled
	source          text not null,
	by_account      text not null,
	by_name         text not null,
	at              timestamptz not null,
	primary key (organisation_id, id),
	constraint body_edits_one_version unique (organisation_id, version),
	constraint body_edits_outcome check (outcome in ('saved', 'same', 'conflict')),
	constraint body_edits_saved_has_version check ((outcome = 'saved') = (version is not null)),
	constraint body_edits_source check (source in ('typed', 'register', 'file')),
	constraint body_edits_path check (length(path) between 1 and 120),
	constraint body_edits_value check (octet_length(value::text) <= 40000)
);
create index body_edits_field on body_edits (organisation_id, path, version desc);
create trigger body_edits_append_only before update or delete on body_edits for each row execute function refuse_change();

-- Who acts for the body, and from when to when.
create table body_mandates (
	id              uuid primary key,
	organisation_id uuid not null references organisations,
	departement     text not null,
	kind            text not null,
	civility        text not null default '',
	name            text not null,
	function        text not null,
	phone           text not null default '',
	email           text not null default '',
	signs           boolean not null,
	power           uuid, -- the document that gives the power to sign
	starts_on       date not null,
	ends_on         date,
	by_account      text not null,
	by_name         text not null,
	at              timestamptz not null,
	ended_by        text,
	ended_at        timestamptz,
	constraint body_mandates_kind check (kind in ('legal', 'in_charge')),
	constraint body_mandates_named check (btrim(name) <> '' and btrim(function) <> ''),
	constraint body_mandates_dates check (ends_on >= starts_on),
	constraint body_mandates_power check (case kind when 'legal' then signs else not signs or power is not null end),
	constraint body_mandates_one_legal exclude using gist (
		uuidrange(organisation_id, organisation_id, '[]') with &&, daterange(starts_on, ends_on, '[]') with &&) where (kind = 'legal')
);
create index body_mandates_body on body_mandates (organisation_id, starts_on);

-- +goose StatementBegin
create function body_mandates_end() returns trigger language plpgsql as $$
begin
	if old.ended_at is not null then
		raise exception 'a mandate ends once' using errcode = 'check_violation', constraint = 'body_mandates_end_once';
	end if;
	return new;
end
$$;
-- +goose StatementEnd
create trigger body_mandates_end_once before update on body_mandates for each row execute function body_mandates_end();

-- A body that has been granted money: its account is worth stealing.
create table body_awarded (
	organisation_id uuid primary key references organisations,
	since           timestamptz not null
);
insert into body_awarded
	select a.applicant_id, min(w.at) from awards w join applications a on a.id = w.application_id where w.outcome = 'awarded' group by a.applicant_id;

-- +goose StatementBegin
create function body_told_of_award() returns trigger language plpgsql security definer set search_path from current as $$
begin
	insert into body_awarded select a.applicant_id, new.at from applications a where a.id = new.application_id on conflict do nothing;
	return null;
end
$$;
-- +goose StatementEnd
create trigger awards_told_body after insert on awards for each row when (new.outcome = 'awarded') execute function body_told_of_award();

create table body_accounts (
	id               uuid primary key,
	organisation_id  uuid not null references organisations,
	departement      text not null,
	iban             text not null,
	bic              text not null default '',
	holder           text not null,
	document         uuid, -- the RIB
	state            text not null,
	first            boolean not null, -- of a body without account nor award: no second person
	proposed_by      text not null,
	proposed_by_name text not null,
	proposed_at      timestamptz not null,
	decided_by       text,
	decided_by_name  text not null default '',
	decided_at       timestamptz,
	reason           text not null default '', -- how it was checked, or why not
	cooling_hours    int not null default 0,
	usable_from      timestamptz,
	usable_until     timestamptz,
	constraint body_accounts_state check (state in ('proposed', 'approved', 'refused')),
	constraint body_accounts_decided check ((state = 'proposed') = (decided_at is null) and (decided_at is null) = (decided_by is null)),
	constraint body_accounts_second_person check (state <> 'approved' or first or decided_by <> proposed_by),
	constraint body_accounts_usable check (state <> 'approved' or usable_from is not null and usable_from >= decided_at + cooling_hours * interval '1 hour'),
	constraint body_accounts_refusal_has_reason check (state <> 'refused' or btrim(reason) <> ''),
	constraint body_accounts_holder check (btrim(holder) <> ''),
	constraint body_accounts_one_current exclude using gist (
		uuidrange(organisation_id, organisation_id, '[]') with &&, tstzrange(usable_from, usable_until) with &&) where (state = 'approved')
);
create unique index body_accounts_one_proposal on body_accounts (organisation_id) where state = 'proposed';

-- After an award, no account without a second person and without 72 hours (I8).
-- +goose StatementBegin
create function body_accounts_guard() returns trigger language plpgsql security definer set search_path from current as $$
begin
	if tg_op = 'UPDATE' and old.state <> 'proposed' and new.state = 'approved' and (new.iban, new.holder, new.proposed_by, new.usable_from, new.cooling_hours, new.first)
			is distinct from (old.iban, old.holder, old.proposed_by, old.usable_from, old.cooling_hours, old.first) then
		raise exception 'a decided account does not change' using errcode = 'check_violation', constraint = 'body_accounts_decided_once';
	end if;
	if new.state <> 'approved' or (tg_op = 'UPDATE' and old.state = 'approved') then
		return new;
	end if;
	if new.first and (exists (select from body_awarded b where b.organisation_id = new.organisation_id)
		or exists (select from body_accounts b where b.organisation_id = new.organisation_id and b.id <> new.id and b.state = 'approved')) then
		raise exception 'a change of account needs a second person' using errcode = 'check_violation', constraint = 'body_accounts_first';
	end if;
	if new.cooling_hours < 72 and exists (select from body_awarded b where b.organisation_id = new.organisation_id) then
		raise exception 'a new account of a body with an award waits 72 hours' using errcode = 'check_violation', constraint = 'body_accounts_cooling';
	end if;
	return new;
end
$$;
-- +goose StatementEnd
create trigger body_accounts_guard before insert or update on body_accounts for each row execute function body_accounts_guard();

-- The republican commitment: which text was signed, by whom, when.
create table body_commitments (
	id              uuid primary key,
	organisation_id uuid not null references organisations,
	departement     text not null,
	text_version    text not null,
	text_hash       text not null,
	signatory       text not null,
	function        text not null,
	signed_on       date not null,
	by_account      text not null,
	at              timestamptz not null,
	constraint body_commitments_once unique (organisation_id, text_version, signatory),
	constraint body_commitments_hash check (text_hash ~ '^[0-9a-f]{64}$')
);
create trigger body_commitments_append_only before update or delete on body_commitments for each row execute function refuse_change();

-- Standing documents: the last one of a code counts.
create table body_documents (
	id              uuid primary key,
	organisation_id uuid not null references organisations,
	departement     text not null,
	code            text not null,
	attachment      uuid not null,
	issued_on       date not null,
	expires_on      date,
	by_account      text not null,
	by_name         text not null,
	at              timestamptz not null,
	constraint body_documents_dates check (expires_on >= issued_on)
);
create index body_documents_last on body_documents (organisation_id, code, id desc);
create trigger body_documents_append_only before update or delete on body_documents for each row execute function refuse_change();

-- A way in for one person, once. Only the hash of its code is kept.
create table body_invitations (
	id              uuid primary key,
	organisation_id uuid not null references organisations,
	departement     text not null,
	kind            text not null,
	email           text not null,
	name            text not null,
	code_hash       text not null,
	expires_at      timestamptz not null,
	reason          text not null default '',
	document        text not null default '', -- what proves who may act now
	by_account      text not null,
	by_name         text not null,
	at              timestamptz not null,
	accepted_at     timestamptz,
	account_id      uuid references accounts,
	constraint body_invitations_code unique (code_hash),
	constraint body_invitations_kind check (kind in ('invitation', 'reopening')),
	constraint body_invitations_reopening_is_founded check (kind <> 'reopening' or btrim(reason) <> '' and btrim(document) <> ''),
	constraint body_invitations_accepted check ((accepted_at is null) = (account_id is null) and accepted_at < expires_at)
);
create index body_invitations_body on body_invitations (organisation_id, at);

-- A code is shown before anybody is known: this function answers exactly for it.
-- +goose StatementBegin
create function body_invitation_by_hash(p_hash text) returns setof body_invitations language sql stable security definer set search_path from current as $$
	select * from body_invitations where code_hash = p_hash
$$;
-- +goose StatementEnd

-- Who sees a body sees its record; who writes is of its territory, or the body.
-- +goose StatementBegin
do $$
declare
	t text;
begin
	foreach t in array array['body_edits', 'body_mandates', 'body_accounts', 'body_commitments', 'body_documents', 'body_invitations'] loop
		execute format('alter table %I enable row level security', t);
		execute format('create policy %I on %I for select using (exists (select from organisations o where o.id = organisation_id))', t || '_seen', t);
		execute format('create policy %I on %I for insert with check (departement = any ((select app_departements())::text[]) or (select app_everywhere()) or organisation_id = any ((select app_organisations())::uuid[]))', t || '_written', t);
		execute format('create policy %I on %I for update using (departement = any ((select app_departements())::text[]) or (select app_everywhere()) or organisation_id = any ((select app_organisations())::uuid[]))', t || '_changed', t);
	end loop;
end
$$;
-- +goose StatementEnd
alter table body_awarded enable row level security;
create policy body_awarded_seen on body_awarded for select using (exists (select from organisations o where o.id = organisation_id));

-- A member sees who else acts for its body, and may end an access.
create policy accounts_of_the_body on accounts for select using (organisation_id = any ((select app_organisations())::uuid[]));
create policy accounts_ended_by_the_body on accounts for update using (organisation_id = any ((select app_organisations())::uuid[]));

grant select, insert on body_edits, body_mandates, body_accounts, body_commitments, body_documents, body_invitations to tourdetable_app;
grant update (ends_on, ended_by, ended_at) on body_mandates to tourdetable_app;
grant update (state, decided_by, decided_by_name, decided_at, reason, cooling_hours, usable_from, usable_until) on body_accounts to tourdetable_app;
grant update (accepted_at, account_id, expires_at) on body_invitations to tourdetable_app;
grant select on body_awarded to tourdetable_app;
grant execute on function body_invitation_by_hash to tourdetable_app;
