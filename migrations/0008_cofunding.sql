-- Why: between what is asked and what is decided stand what the instructor
-- proposes and what the funder announces in session. Neither moves a euro.

-- +goose Up
create table proposals (
	request_id   uuid primary key references funding_requests on delete cascade,
	departement  text not null,
	requested    numeric(14,2) not null,
	proposed     numeric(14,2),
	announced    numeric(14,2),
	updated_at   timestamptz not null,
	constraint proposals_within_request check (
		(proposed is null or proposed between 0 and requested) and (announced is null or announced between 0 and requested))
);
alter table proposals enable row level security;
create policy proposals_seen on proposals using ((departement = any ((select app_departements())::text[]) or (select app_everywhere())));
grant select, insert, update on proposals to tourdetable_app;
