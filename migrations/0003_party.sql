-- Why: who acts, and for whom. Bodies (organisations) are told once and reused
-- by every file; accounts carry one role and one territory.

-- +goose Up
create table organisations (
	id          uuid primary key,
	siret       text not null,
	siren       text not null generated always as (left(siret, 9)) stored,
	name        text not null,
	kind        text not null,
	rna         text,
	iban        text,
	departement text not null,
	created_at  timestamptz not null,
	constraint organisations_siret_key unique (siret),
	constraint organisations_siret_digits check (siret ~ '^\d{14}$'),
	constraint organisations_kind check (kind in ('association', 'foundation', 'commune', 'epci', 'departement', 'public_body', 'landlord', 'enterprise'))
);
create index organisations_siren on organisations (siren);

create table accounts (
	id              uuid primary key,
	email           text not null,
	name            text not null,
	role            text not null,
	departement     text not null default '',
	organisation_id uuid references organisations,
	funder          text not null default '',
	password_hash   text not null default '',
	demonstration   boolean not null default false,
	disabled_at     timestamptz,
	created_at      timestamptz not null,
	constraint accounts_email_key unique (email),
	constraint accounts_applicant_has_body check ((role = 'applicant') = (organisation_id is not null))
);

create table sessions (
	token  text primary key,
	data   bytea not null,
	expiry timestamptz not null
);
create index sessions_expiry on sessions (expiry);

-- Sign-in reads an account before anybody is known: these two functions answer
-- exactly that question and run as the owner.
-- +goose StatementBegin
create function account_by_email(p_email text) returns setof accounts language sql stable security definer set search_path from current as $$
	select * from accounts where email = lower(p_email) and disabled_at is null
$$;
-- +goose StatementEnd
-- +goose StatementBegin
create function account_by_id(p_id uuid) returns setof accounts language sql stable security definer set search_path from current as $$
	select * from accounts where id = p_id and disabled_at is null
$$;
-- +goose StatementEnd
-- +goose StatementBegin
create function demonstration_accounts() returns setof accounts language sql stable security definer set search_path from current as $$
	select * from accounts where demonstration and disabled_at is null order by created_at, id
$$;
-- +goose StatementEnd

alter table organisations enable row level security;
alter table accounts enable row level security;
create policy organisations_seen on organisations using ((departement = any ((select app_departements())::text[]) or (select app_everywhere())) or id = any ((select app_organisations())::uuid[]));
create policy accounts_seen on accounts using ((departement = any ((select app_departements())::text[]) or (select app_everywhere())) or id::text = current_setting('app.actor', true));
grant select, insert, update on organisations, accounts to tourdetable_app;
grant select, insert, update, delete on sessions to tourdetable_app;
grant execute on function account_by_email, account_by_id, demonstration_accounts to tourdetable_app;
