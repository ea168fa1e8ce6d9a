-- Why: what was really spent, by the beneficiary's own account, and what is due
-- after it.

-- +goose Up
create table financial_reports (
	application_id uuid primary key references applications,
	departement    text not null,
	filed_on       date not null,
	realised       numeric(14,2) not null,
	validated_on   date,
	validated_by   text not null default '',
	constraint financial_reports_realised_not_negative check (realised >= 0)
);
alter table financial_reports enable row level security;
create policy financial_reports_seen on financial_reports using ((departement = any ((select app_departements())::text[]) or (select app_everywhere())) or exists (select from applications a where a.id = application_id));
grant select, insert, update on financial_reports to tourdetable_app;
