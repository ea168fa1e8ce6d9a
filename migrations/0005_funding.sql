-- Why: who brings money, and how much each year. The amounts granted,
-- committed and paid are not here: they are balances of the book, so that no
-- counter can disagree with it.

-- +goose Up
create table funders (
	departement      text not null,
	code             text not null,
	name             text not null,
	kind             text not null,
	siret            text not null,
	programme_action text not null default '',
	rank             int not null,
	primary key (departement, code),
	constraint funders_kind check (kind in ('state', 'local')),
	constraint funders_code check (code <> '' and length(code) <= 40 and code !~ '[/[:cntrl:]]'),
	constraint funders_siret_digits check (siret ~ '^\d{14}$')
);

create table envelopes (
	id             uuid primary key,
	departement    text not null,
	year           int not null,
	funder         text not null,
	amount         numeric(14,2) not null,
	payable        numeric(14,2),
	notifications  int not null default 1,
	notified_at    timestamptz not null,
	constraint envelopes_key unique (departement, year, funder),
	constraint envelopes_funder_fkey foreign key (departement, funder) references funders,
	constraint envelopes_amount_not_negative check (amount >= 0),
	constraint envelopes_payable_not_negative check (payable >= 0)
);

alter table funders enable row level security;
alter table envelopes enable row level security;
-- Who funds is public: an applicant chooses whom to ask. How much is left is not.
create policy funders_public on funders for select using (true);
create policy funders_written on funders for all using ((departement = any ((select app_departements())::text[]) or (select app_everywhere())));
create policy envelopes_seen on envelopes using ((departement = any ((select app_departements())::text[]) or (select app_everywhere())));
grant select, insert, update on funders, envelopes to tourdetable_app;
