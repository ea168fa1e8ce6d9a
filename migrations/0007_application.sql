-- Why: the file (dossier): what an applicant asks, of whom, and its life. A
-- file asks each funder separately (funding_requests), so its state never says
-- "accepted": each request has its own answer.

-- +goose Up
create sequence application_numbers;
grant usage on sequence application_numbers to tourdetable_app;

create table applications (
	id            uuid primary key,
	campaign_id   uuid not null references campaigns,
	departement   text not null,
	year          int not null,
	code          text not null,
	applicant_id  uuid not null references organisations,
	title         text not null,
	summary       text not null default '',
	years         int not null default 1,
	starts_on     date not null,
	ends_on       date not null,
	cost          numeric(14,2) not null,
	own           numeric(14,2) not null,
	other_public  numeric(14,2) not null,
	final_cost    numeric(14,2),
	iban          text not null default '',
	cer_signed_on date,
	justification text not null default '',
	state         text not null,
	replied       boolean not null default false,
	created_at    timestamptz not null,
	submitted_at  timestamptz,
	snapshot      jsonb,
	snapshot_hash text not null default '',
	version       int not null default 1,
	constraint applications_code_key unique (campaign_id, code),
	constraint applications_code check (code <> '' and length(code) <= 40 and code !~ '[/[:cntrl:]]'),
	constraint applications_amounts_not_negative check (cost > 0 and own >= 0 and other_public >= 0 and final_cost > 0),
	constraint applications_dates check (ends_on >= starts_on),
	constraint applications_years check (years between 1 and 4),
	constraint applications_submitted check (state in ('draft', 'withdrawn') or submitted_at is not null),
	constraint applications_state check (state in ('draft', 'submitted', 'incomplete', 'admissible', 'inadmissible', 'under_review', 'ready',
		'examined', 'deferred', 'decided', 'refused', 'executing', 'report_filed', 'settled', 'dismissed', 'withdrawn'))
);
create index applications_list on applications (campaign_id, id);
create index applications_applicant on applications (applicant_id);

create table application_measures (
	application_id uuid not null references applications,
	measure        int not null,
	principal      boolean not null,
	primary key (application_id, measure)
);
create unique index application_measures_one_principal on application_measures (application_id) where principal;

create table budget_lines (
	application_id uuid not null references applications,
	rank           int not null,
	account        text not null,
	label          text not null,
	amount         numeric(14,2) not null,
	primary key (application_id, rank),
	constraint budget_lines_account check (account ~ '^6[0-9]?[0-9]?$'),
	constraint budget_lines_amount_not_negative check (amount >= 0)
);

create table funding_requests (
	id             uuid primary key,
	application_id uuid not null references applications,
	departement    text not null,
	funder         text not null,
	amount         numeric(14,2) not null,
	rank           int not null,
	constraint funding_requests_key unique (application_id, funder),
	constraint funding_requests_amount_positive check (amount > 0),
	constraint funding_requests_funder_fkey foreign key (departement, funder) references funders
);

-- A deposited file is what was signed: its plan only changes through the
-- revised cost that a decision sets.
-- +goose StatementBegin
create function applications_freeze() returns trigger language plpgsql as $$
begin
	if old.state <> 'draft' and old.state <> 'incomplete' and (new.title, new.cost, new.own, new.other_public, new.applicant_id, new.campaign_id)
		is distinct from (old.title, old.cost, old.own, old.other_public, old.applicant_id, old.campaign_id) then
		raise exception 'a deposited file is frozen' using errcode = 'check_violation', constraint = 'applications_frozen';
	end if;
	return new;
end
$$;
-- +goose StatementEnd
create trigger applications_frozen before update on applications for each row execute function applications_freeze();

-- The life of a file is a path of this graph, the same as in application.go.
create table application_moves (
	from_state text not null,
	to_state   text not null,
	primary key (from_state, to_state)
);
insert into application_moves values
	('draft', 'submitted'), ('incomplete', 'submitted'),
	('submitted', 'incomplete'), ('admissible', 'incomplete'), ('under_review', 'incomplete'),
	('submitted', 'admissible'),
	('submitted', 'inadmissible'), ('incomplete', 'inadmissible'), ('admissible', 'inadmissible'),
	('admissible', 'under_review'),
	('under_review', 'ready'), ('deferred', 'ready'),
	('ready', 'examined'), ('ready', 'deferred'),
	('under_review', 'decided'), ('ready', 'decided'), ('examined', 'decided'), ('deferred', 'decided'),
	('under_review', 'refused'), ('ready', 'refused'), ('examined', 'refused'), ('deferred', 'refused'),
	('under_review', 'executing'), ('ready', 'executing'), ('examined', 'executing'), ('deferred', 'executing'), ('decided', 'executing'),
	('under_review', 'report_filed'), ('ready', 'report_filed'), ('examined', 'report_filed'), ('deferred', 'report_filed'),
	('decided', 'report_filed'), ('executing', 'report_filed'),
	('report_filed', 'settled'), ('settled', 'report_filed'),
	('submitted', 'dismissed'), ('incomplete', 'dismissed'), ('admissible', 'dismissed'), ('under_review', 'dismissed'), ('ready', 'dismissed'), ('deferred', 'dismissed'),
	('draft', 'withdrawn'), ('submitted', 'withdrawn'), ('incomplete', 'withdrawn'), ('admissible', 'withdrawn'), ('under_review', 'withdrawn'),
	('ready', 'withdrawn'), ('examined', 'withdrawn'), ('deferred', 'withdrawn'), ('decided', 'withdrawn');
grant select on application_moves to tourdetable_app;

-- +goose StatementBegin
create function applications_move() returns trigger language plpgsql as $$
begin
	if new.state <> old.state and not exists (select from application_moves m where m.from_state = old.state and m.to_state = new.state) then
		raise exception 'a file never goes from % to %', old.state, new.state
			using errcode = 'check_violation', constraint = 'applications_moves';
	end if;
	return new;
end
$$;
-- +goose StatementEnd
create trigger applications_moves before update of state on applications for each row execute function applications_move();

alter table applications enable row level security;
alter table application_measures enable row level security;
alter table budget_lines enable row level security;
alter table funding_requests enable row level security;
-- An agent does not see a draft: it is the applicant's until deposited.
create policy applications_seen on applications using (applicant_id = any ((select app_organisations())::uuid[])
	or (departement = any ((select app_departements())::text[]) or (select app_everywhere())) and (state <> 'draft' or (select app_everywhere())));
create policy application_measures_seen on application_measures using (exists (select from applications a where a.id = application_id));
create policy budget_lines_seen on budget_lines using (exists (select from applications a where a.id = application_id));
create policy funding_requests_seen on funding_requests using ((departement = any ((select app_departements())::text[]) or (select app_everywhere())) or exists (select from applications a where a.id = application_id));
grant select, insert, update on applications to tourdetable_app;
grant select, insert, update, delete on application_measures, budget_lines, funding_requests to tourdetable_app;
