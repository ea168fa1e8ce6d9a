-- Why: each funder answers its own request, once: an amount or a refusal. The
-- amounts asked are copied beside the answer so that SQL itself can refuse
-- more than was asked.

-- +goose Up
create table awards (
	id                uuid primary key,
	request_id        uuid not null references funding_requests,
	application_id    uuid not null references applications,
	departement       text not null,
	year              int not null,
	funder            text not null,
	authority         text not null,
	requested         numeric(14,2) not null,
	outcome           text not null,
	amount            numeric(14,2) not null,
	reason            text not null default '',
	derogation_reason text not null default '',
	deliberation      text not null default '',
	against_opinion   boolean not null,
	decided_on        date not null,
	decided_by        text not null,
	at                timestamptz not null,
	constraint awards_one_answer unique (request_id),
	constraint awards_outcome check (outcome in ('awarded', 'refused')),
	constraint awards_within_request check (amount <= requested and (outcome = 'awarded') = (amount > 0) and amount >= 0),
	constraint awards_refusal_has_reason check (outcome = 'awarded' or reason <> ''),
	constraint awards_local_has_deliberation check (authority = 'ÉTAT' or outcome = 'refused' or deliberation <> '')
);
create index awards_application on awards (application_id);
create index awards_body on awards (departement, year, authority);
create trigger awards_append_only before update or delete on awards for each row execute function refuse_change();

-- All the aid stays within the cost, and the public share within the ceiling of
-- the call unless this very decision carries the reason of a derogation (I6).
-- The file is locked, so that two funders answer one after the other.
-- +goose StatementBegin
create function awards_within_plan() returns trigger language plpgsql as $$
declare
	cost numeric;
	aid numeric;
	ceiling numeric;
begin
	select coalesce(a.final_cost, a.cost), a.other_public, c.public_share_ceiling into cost, aid, ceiling
		from applications a join campaigns c on c.id = a.campaign_id where a.id = new.application_id for no key update of a;
	aid := aid + new.amount + (select coalesce(sum(w.amount), 0) from awards w where w.application_id = new.application_id);
	if new.outcome = 'awarded' and aid > cost then
		raise exception 'the aid exceeds the cost' using errcode = 'check_violation', constraint = 'awards_within_cost';
	end if;
	if new.outcome = 'awarded' and new.derogation_reason = '' and aid * 100 > ceiling * cost then
		raise exception 'the public share exceeds its ceiling' using errcode = 'check_violation', constraint = 'awards_public_share';
	end if;
	return new;
end
$$;
-- +goose StatementEnd
create trigger awards_within_plan before insert on awards for each row execute function awards_within_plan();

alter table awards enable row level security;
create policy awards_seen on awards using ((departement = any ((select app_departements())::text[]) or (select app_everywhere())) or exists (select from applications a where a.id = application_id));
grant select, insert on awards to tourdetable_app;
