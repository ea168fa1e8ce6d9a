-- Why: what Chorus says was paid is a fact: kept as it came, whatever it is,
-- and placed on a grant when its EJ is known. One row per grant holds where its
-- euros stand, so that SQL itself can check the sums.

-- +goose Up
create table commitments (
	id          uuid primary key,
	award_id    uuid not null references awards,
	departement text not null,
	ej          text not null,
	line        int not null,
	entered_on  date not null,
	entered_by  text not null,
	constraint commitments_ej_key unique (ej, line),
	constraint commitments_award_key unique (award_id),
	constraint commitments_ej check (ej ~ '^[0-9A-Z]{10}$' and line > 0)
);

create table chorus_rows (
	id                bigint generated always as identity primary key,
	departement       text not null,
	import_id         uuid not null,
	row_key           text not null,
	fingerprint       text not null,
	ej                text not null,
	ej_line           int not null,
	dp                text not null,
	dp_line           int not null,
	societe           text not null,
	exercice          int not null,
	stage             text not null,
	payment           boolean not null,
	siret             text not null default '',
	vendor            text not null default '',
	vendor_name       text not null default '',
	operation_on      date,
	functional_domain text not null default '',
	activity          text not null default '',
	financial_centre  text not null default '',
	amount            numeric(14,2) not null,
	at                timestamptz not null,
	constraint chorus_rows_fingerprint_key unique (departement, row_key, fingerprint)
);
-- A payment is known by its key in its département (a national extract may be
-- imported by several); the CP files give several rows of one
-- key, which complete each other, and are placed nowhere.
create unique index chorus_rows_key on chorus_rows (departement, row_key) where payment;
create index chorus_rows_import on chorus_rows (import_id);
create index chorus_rows_ej on chorus_rows (ej, ej_line);
create trigger chorus_rows_append_only before update or delete on chorus_rows for each row execute function refuse_change();

-- payments are the facts placed on a grant: a Chorus row, or what a local
-- funder declares.
create table payments (
	id            bigint generated always as identity primary key,
	award_id      uuid not null references awards,
	departement   text not null,
	chorus_row_id bigint references chorus_rows,
	paid_on       date not null,
	exercice      int not null,
	amount        numeric(14,2) not null,
	at            timestamptz not null,
	constraint payments_row_once unique (chorus_row_id),
	constraint payments_amount_not_zero check (amount <> 0)
);
create index payments_award on payments (award_id, id);
create trigger payments_append_only before update or delete on payments for each row execute function refuse_change();

create table anomalies (
	id            bigint generated always as identity primary key,
	departement   text not null,
	chorus_row_id bigint not null references chorus_rows,
	code          text not null,
	detail        text not null,
	at            timestamptz not null,
	resolved_at   timestamptz,
	constraint anomalies_once unique (chorus_row_id, code)
);

create table settlements (
	award_id       uuid primary key references awards,
	application_id uuid not null references applications,
	departement    text not null,
	awarded        numeric(14,2) not null,
	net_paid       numeric(14,2) not null default 0,
	placed         numeric(14,2) not null default 0,
	due            numeric(14,2),
	decommitted    numeric(14,2) not null default 0,
	recovery       numeric(14,2) not null default 0,
	version        int not null default 0,
	constraint settlements_within_award check (placed between 0 and awarded and decommitted >= 0 and placed + decommitted <= awarded),
	constraint settlements_due_within_award check (due between 0 and awarded),
	constraint settlements_recovery check (recovery = case when due is null then 0 else greatest(0, net_paid - due) end)
);
create index settlements_application on settlements (application_id);

alter table commitments enable row level security;
alter table chorus_rows enable row level security;
alter table payments enable row level security;
alter table anomalies enable row level security;
alter table settlements enable row level security;
create policy commitments_seen on commitments using ((departement = any ((select app_departements())::text[]) or (select app_everywhere())) or exists (select from awards a where a.id = award_id));
create policy chorus_rows_seen on chorus_rows using ((departement = any ((select app_departements())::text[]) or (select app_everywhere())));
create policy payments_seen on payments using ((departement = any ((select app_departements())::text[]) or (select app_everywhere())) or exists (select from awards a where a.id = award_id));
create policy anomalies_seen on anomalies using ((departement = any ((select app_departements())::text[]) or (select app_everywhere())));
create policy settlements_seen on settlements using ((departement = any ((select app_departements())::text[]) or (select app_everywhere())) or exists (select from awards a where a.id = award_id));
grant select, insert on commitments, chorus_rows, payments to tourdetable_app;
grant select, insert, update on anomalies, settlements to tourdetable_app;
