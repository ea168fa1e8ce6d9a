-- Why: the act that binds the funder: an order or an agreement, its instalments,
-- and the forecast of a multi-year agreement's later years.

-- +goose Up
create table acts (
	id             uuid primary key,
	application_id uuid not null references applications,
	departement    text not null,
	year           int not null,
	authority      text not null,
	number         text not null,
	kind           text not null,
	total          numeric(14,2) not null,
	state          text not null,
	signed_on      date,
	signed_by      text not null default '',
	notified_on    date,
	constraint acts_number_key unique (departement, year, number),
	constraint acts_kind check (kind in ('order', 'agreement', 'refusal') and (kind = 'refusal') = (total = 0)),
	constraint acts_state check (state in ('draft', 'signed', 'notified')),
	constraint acts_dates check ((state = 'draft') = (signed_on is null) and (state = 'notified') = (notified_on is not null) and notified_on >= signed_on)
);
create index acts_application on acts (application_id);

create table act_awards (
	act_id       uuid not null references acts,
	award_id     uuid primary key references awards,
	committed_on date
);
create index act_awards_act on act_awards (act_id);

create table instalments (
	award_id uuid not null references awards,
	rank     int not null,
	label    text not null,
	amount   numeric(14,2) not null,
	primary key (award_id, rank),
	constraint instalments_amount_positive check (amount > 0)
);

-- The instalments of a grant add up to it, to the cent (I7).
-- +goose StatementBegin
create function instalments_add_up() returns trigger language plpgsql as $$
begin
	if (select coalesce(sum(amount), 0) from instalments where award_id = new.award_id)
		is distinct from (select amount from awards where id = new.award_id) then
		raise exception 'the instalments do not add up to the grant' using errcode = 'check_violation', constraint = 'instalments_add_up';
	end if;
	return null;
end
$$;
-- +goose StatementEnd
create constraint trigger instalments_add_up after insert or update on instalments
	deferrable initially deferred for each row execute function instalments_add_up();

create table tranches (
	application_id uuid not null references applications,
	departement    text not null,
	funder         text not null,
	year           int not null,
	amount         numeric(14,2) not null,
	firm           boolean not null,
	primary key (application_id, funder, year),
	constraint tranches_amount_not_negative check (amount >= 0)
);

alter table acts enable row level security;
alter table act_awards enable row level security;
alter table instalments enable row level security;
alter table tranches enable row level security;
create policy acts_seen on acts using ((departement = any ((select app_departements())::text[]) or (select app_everywhere())) or exists (select from applications a where a.id = application_id));
create policy act_awards_seen on act_awards using (exists (select from acts a where a.id = act_id));
create policy instalments_seen on instalments using (exists (select from awards a where a.id = award_id));
create policy tranches_seen on tranches using ((departement = any ((select app_departements())::text[]) or (select app_everywhere())) or exists (select from applications a where a.id = application_id));
grant select, insert, update on acts, act_awards to tourdetable_app;
grant select, insert on instalments, tranches to tourdetable_app;
