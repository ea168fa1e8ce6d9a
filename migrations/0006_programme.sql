-- Why: a campaign is one year and one département. Its rules are frozen when
-- its call opens: every file of it is judged by what was published.

-- +goose Up
create table campaigns (
	id                   uuid primary key,
	departement          text not null,
	year                 int not null,
	title                text not null,
	opens_on             date not null,
	closes_at            timestamptz not null,
	state                text not null,
	public_share_ceiling numeric(5,2),
	tolerance            numeric(5,2) not null,
	convocation_days     int not null,
	opened_at            timestamptz,
	constraint campaigns_key unique (departement, year),
	constraint campaigns_state check (state in ('draft', 'open', 'archived')),
	constraint campaigns_opened check ((state = 'draft') = (opened_at is null))
);

-- +goose StatementBegin
create function campaigns_freeze() returns trigger language plpgsql as $$
begin
	if old.state <> 'draft' and (new.public_share_ceiling, new.tolerance, new.convocation_days, new.opens_on, new.closes_at)
		is distinct from (old.public_share_ceiling, old.tolerance, old.convocation_days, old.opens_on, old.closes_at) then
		raise exception 'the rules of an open call are frozen'
			using errcode = 'check_violation', constraint = 'campaigns_frozen';
	end if;
	return new;
end
$$;
-- +goose StatementEnd
create trigger campaigns_frozen before update on campaigns for each row execute function campaigns_freeze();

alter table campaigns enable row level security;
-- A published call is public; its draft is the préfecture's.
create policy campaigns_public on campaigns for select using (state <> 'draft' or (departement = any ((select app_departements())::text[]) or (select app_everywhere())));
create policy campaigns_written on campaigns for all using ((departement = any ((select app_departements())::text[]) or (select app_everywhere())));
grant select, insert, update on campaigns to tourdetable_app;
