-- Why: a file is typed field by field (CERFA 12156 and the FIPD's own fields).
-- Each field is saved alone, so that nothing waits for the rest to be right, and
-- two people merge by field. What was typed against an older answer is kept as a
-- second value until somebody settles it: nothing typed is ever lost. A call
-- freezes its form and its rules when it opens.

-- +goose Up
alter table applications
	add column form         text not null default '',    -- version of the form; '' for a file taken from a campaign file
	add column programme    text not null default '',    -- D, R, S, K; '' until it is typed
	add column theme        text not null default '',
	add column renewal_of   uuid references applications,
	add column departements text[] not null default '{}', -- other préfectures concerned; the lead is departement
	add constraint applications_programme check (programme in ('', 'D', 'R', 'S', 'K'));

-- A form just begun costs nothing yet; a deposited file does.
alter table applications drop constraint applications_amounts_not_negative;
alter table applications add constraint applications_amounts_not_negative
	check (cost >= 0 and (cost > 0 or state in ('draft', 'incomplete', 'withdrawn')) and own >= 0 and other_public >= 0 and final_cost > 0);

-- The text that was hashed, not a JSON that the database spaces anew.
alter table applications alter column snapshot type text using snapshot::text;

create table application_answers (
	application_id uuid not null references applications,
	path           text not null,
	value          jsonb not null,
	version        int not null,            -- of the file, when this answer changed
	origin         text not null default '', -- number of the file it was taken from; '' typed here
	edited_by      text not null,
	edited_at      timestamptz not null,
	primary key (application_id, path),
	constraint application_answers_path check (length(path) <= 200 and path ~ '^[a-z0-9_-]+(\.[A-Za-z0-9_-]+)*$')
);

-- Every edit received, for ever: what was saved, and what met another value.
create table application_edits (
	application_id uuid not null references applications,
	id             uuid not null,           -- given by who typed: the same edit sent twice is one
	path           text not null,
	value          jsonb not null,
	base           int not null,            -- version of the answer that its author was reading
	version        int,                     -- of the file once saved; null: it met another value
	edited_by      text not null,
	edited_at      timestamptz not null,
	settled_by     text,
	settled_at     timestamptz,
	primary key (application_id, id),
	constraint application_edits_settled check ((settled_at is null) = (settled_by is null) and (settled_at is null or version is null))
);
create index application_edits_open on application_edits (application_id) where version is null and settled_at is null;

-- Time given beyond the closing of a call (R05): to a body, with a reason.
create table graces (
	campaign_id  uuid not null references campaigns,
	applicant_id uuid not null references organisations,
	departement  text not null,
	until        timestamptz not null,
	reason       text not null,
	granted_by   text not null,
	granted_at   timestamptz not null,
	constraint graces_key primary key (campaign_id, applicant_id, granted_at),
	constraint graces_reason check (btrim(reason) <> '')
);

-- What a call freezes when it opens.
alter table campaigns
	add column form       text not null default '',
	add column programmes text[] not null default '{D,R,S,K}',
	add column rule_settings jsonb not null default '{}', -- what the call decides otherwise than the rules' defaults
	add column rules      text not null default '',       -- the rules in force with their settings, as frozen: text, for its hash
	add column rules_hash text not null default '',
	add constraint campaigns_programmes check (programmes <@ '{D,R,S,K}' and cardinality(programmes) > 0);

-- +goose StatementBegin
create or replace function campaigns_freeze() returns trigger language plpgsql as $$
begin
	if old.state <> 'draft' and (new.public_share_ceiling, new.tolerance, new.convocation_days, new.opens_on, new.closes_at, new.form, new.programmes, new.rule_settings, new.rules, new.rules_hash)
		is distinct from (old.public_share_ceiling, old.tolerance, old.convocation_days, old.opens_on, old.closes_at, old.form, old.programmes, old.rule_settings, old.rules, old.rules_hash) then
		raise exception 'the rules of an open call are frozen'
			using errcode = 'check_violation', constraint = 'campaigns_frozen';
	end if;
	return new;
end
$$;
-- +goose StatementEnd

-- A deposited file is what was signed, all of it, and its hash.
-- +goose StatementBegin
create or replace function applications_freeze() returns trigger language plpgsql as $$
begin
	if old.state <> 'draft' and old.state <> 'incomplete' and (new.title, new.summary, new.cost, new.own, new.other_public, new.applicant_id, new.campaign_id, new.iban,
			new.starts_on, new.ends_on, new.years, new.justification, new.cer_signed_on, new.form, new.programme, new.theme, new.renewal_of, new.departements, new.snapshot, new.snapshot_hash)
		is distinct from (old.title, old.summary, old.cost, old.own, old.other_public, old.applicant_id, old.campaign_id, old.iban,
			old.starts_on, old.ends_on, old.years, old.justification, old.cer_signed_on, old.form, old.programme, old.theme, old.renewal_of, old.departements, old.snapshot, old.snapshot_hash) then
		raise exception 'a deposited file is frozen' using errcode = 'check_violation', constraint = 'applications_frozen';
	end if;
	return new;
end
$$;
-- +goose StatementEnd

-- The answers of a deposited file are what was signed.
-- +goose StatementBegin
create function application_answers_freeze() returns trigger language plpgsql as $$
begin
	if not exists (select from applications a where a.id = new.application_id and a.state in ('draft', 'incomplete')) then
		raise exception 'a deposited file is frozen' using errcode = 'check_violation', constraint = 'application_answers_frozen';
	end if;
	return new;
end
$$;
-- +goose StatementEnd
create trigger application_answers_frozen before insert or update on application_answers for each row execute function application_answers_freeze();

alter table application_answers enable row level security;
alter table application_edits enable row level security;
alter table graces enable row level security;
create policy application_answers_seen on application_answers using (exists (select from applications a where a.id = application_id));
create policy application_edits_seen on application_edits using (exists (select from applications a where a.id = application_id));
create policy graces_seen on graces for select using ((departement = any ((select app_departements())::text[]) or (select app_everywhere())) or applicant_id = any ((select app_organisations())::uuid[]));
create policy graces_given on graces for insert with check (departement = any ((select app_departements())::text[]) or (select app_everywhere()));
grant select, insert, update on application_answers to tourdetable_app;
grant select, insert on application_edits, graces to tourdetable_app;
grant update (settled_by, settled_at) on application_edits to tourdetable_app;

-- The other préfectures concerned read the file once deposited.
create policy applications_concerned on applications for select using (state <> 'draft' and departements && (select app_departements())::text[]);
