-- Why: who did what to what, and why, for ever (journal); and what must be told
-- once the facts are committed (outbox): the truth about work to do lives
-- here, a queue is only a doorbell.

-- +goose Up
create table journal (
	id           bigint generated always as identity primary key,
	at           timestamptz not null,
	actor        text not null,
	actor_name   text not null,
	role         text not null,
	act          text not null,
	departement  text not null,
	applicant_id uuid,
	subject      text not null,
	from_state   text not null default '',
	to_state     text not null default '',
	reason       text not null default ''
);
create index journal_subject on journal (subject, id);
create trigger journal_append_only before update or delete on journal
	for each row execute function refuse_change();
create trigger journal_no_truncate before truncate on journal
	for each statement execute function refuse_change();

create table outbox (
	id            uuid primary key,
	kind          text not null,
	payload       jsonb not null,
	created_at    timestamptz not null,
	dispatched_at timestamptz,
	attempts      int not null default 0,
	done_at       timestamptz,
	last_error    text not null default ''
);
create index outbox_pending on outbox (created_at) where done_at is null;

-- +goose StatementBegin
create function outbox_wake() returns trigger language plpgsql as $$
begin
	perform pg_notify('outbox', '');
	return null;
end
$$;
-- +goose StatementEnd
create trigger outbox_wake after insert on outbox for each statement execute function outbox_wake();

-- messages are what the outbox told people inside the application.
create table messages (
	id              uuid primary key,
	event           uuid not null,
	departement     text not null,
	organisation_id uuid,
	role            text not null default '',
	funder          text not null default '',
	subject         text not null,
	body            text not null,
	link            text not null default '',
	at              timestamptz not null,
	constraint messages_once unique nulls not distinct (event, organisation_id, role, funder)
);
create index messages_organisation on messages (organisation_id, at desc);
create index messages_role on messages (departement, role, at desc);

alter table journal enable row level security;
alter table messages enable row level security;
create policy journal_written on journal for insert with check (true);
create policy journal_seen on journal for select using ((departement = any ((select app_departements())::text[]) or (select app_everywhere())) or applicant_id = any ((select app_organisations())::uuid[]));
create policy messages_written on messages for insert with check (true);
create policy messages_seen on messages for select using ((departement = any ((select app_departements())::text[]) or (select app_everywhere())) or organisation_id = any ((select app_organisations())::uuid[]));
grant select, insert on journal, messages to tourdetable_app;
grant select, insert, update on outbox to tourdetable_app;
