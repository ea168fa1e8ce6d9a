-- Why: the funders' committee: who sat, who stepped out, how each seat voted,
-- and an opinion per file. A closed session is never touched again; votes are
-- ordered by a sequence, not by a clock.

-- +goose Up
create table committee_sessions (
	id          uuid primary key,
	campaign_id uuid not null references campaigns,
	departement text not null,
	number      int not null,
	held_on     date not null,
	convened_on date not null,
	place       text not null default '',
	state       text not null,
	seq         bigint not null default 0,
	close_seq   bigint,
	opened_at   timestamptz,
	closed_at   timestamptz,
	constraint committee_sessions_number_key unique (campaign_id, number),
	constraint committee_sessions_state check (state in ('convened', 'open', 'closed')),
	constraint committee_sessions_closed check ((state = 'closed') = (close_seq is not null and closed_at is not null)),
	constraint committee_sessions_convocation check (convened_on <= held_on)
);

create table committee_seats (
	session_id  uuid not null references committee_sessions,
	departement text not null,
	code        text not null,
	rank        int not null,
	voting      boolean not null,
	present     boolean not null default false,
	primary key (session_id, code)
);

create table committee_items (
	id             uuid primary key,
	session_id     uuid not null references committee_sessions,
	departement    text not null,
	application_id uuid not null references applications,
	rank           int not null,
	state          text not null,
	presiding      text not null default '',
	opinion        text not null default '',
	constraint committee_items_once unique (session_id, application_id),
	constraint committee_items_state check (state in ('pending', 'open', 'examined', 'deferred')),
	constraint committee_items_opinion check (opinion in ('', 'favourable', 'unfavourable', 'tied', 'none') and (state = 'examined') = (opinion <> ''))
);
create index committee_items_application on committee_items (application_id);

create table committee_recusals (
	item_id     uuid not null references committee_items,
	departement text not null,
	seat        text not null,
	account     text not null,
	reason      text not null,
	seq         bigint not null,
	at          timestamptz not null,
	primary key (item_id, seat)
);

create table committee_ballots (
	item_id     uuid not null references committee_items,
	departement text not null,
	seat        text not null,
	vote        text not null,
	account     text not null,
	seq         bigint not null,
	at          timestamptz not null,
	primary key (item_id, seat),
	constraint committee_ballots_vote check (vote in ('for', 'against', 'abstain'))
);

-- A ballot counts only while its file is being examined, from a voting seat
-- that is present and has not stepped out.
-- +goose StatementBegin
create function committee_ballot_guard() returns trigger language plpgsql as $$
declare
	i committee_items;
	s committee_sessions;
begin
	select * into i from committee_items where id = new.item_id;
	select * into s from committee_sessions where id = i.session_id for no key update;
	select * into i from committee_items where id = new.item_id for no key update;
	if tg_table_name = 'committee_ballots' then
		if s.state is distinct from 'open' or i.state is distinct from 'open' then
			raise exception 'the vote is closed' using errcode = 'check_violation', constraint = 'committee_ballots_open';
		end if;
		if exists (select from committee_recusals r where r.item_id = new.item_id and r.seat = new.seat) then
			raise exception 'this seat stepped out' using errcode = 'check_violation', constraint = 'committee_ballots_recused';
		end if;
		if not exists (select from committee_seats c where c.session_id = s.id and c.code = new.seat and c.voting and c.present) then
			raise exception 'no such voting seat is present' using errcode = 'check_violation', constraint = 'committee_ballots_seat';
		end if;
	elsif s.state = 'closed' or i.state not in ('pending', 'open') then
		raise exception 'the vote is closed' using errcode = 'check_violation', constraint = 'committee_ballots_open';
	elsif exists (select from committee_ballots b where b.item_id = new.item_id and b.seat = new.seat) then
		raise exception 'this seat has voted' using errcode = 'check_violation', constraint = 'committee_recusals_voted';
	end if;
	return new;
end
$$;
-- +goose StatementEnd
create trigger committee_ballots_guard before insert or update on committee_ballots for each row execute function committee_ballot_guard();
create trigger committee_recusals_guard before insert or update on committee_recusals for each row execute function committee_ballot_guard();

-- +goose StatementBegin
create function committee_session_guard() returns trigger language plpgsql as $$
begin
	if old.state = 'closed' then
		raise exception 'a closed session is never changed' using errcode = 'check_violation', constraint = 'committee_sessions_immutable';
	end if;
	return new;
end
$$;
-- +goose StatementEnd
create trigger committee_sessions_immutable before update on committee_sessions for each row execute function committee_session_guard();

-- +goose StatementBegin
create function committee_part_guard() returns trigger language plpgsql as $$
begin
	if exists (select from committee_sessions s where s.id in (new.session_id, case when tg_op = 'UPDATE' then old.session_id end) and s.state = 'closed') then
		raise exception 'a closed session is never changed' using errcode = 'check_violation', constraint = 'committee_sessions_immutable';
	end if;
	return new;
end
$$;
-- +goose StatementEnd
create trigger committee_items_immutable before insert or update on committee_items for each row execute function committee_part_guard();
create trigger committee_seats_immutable before insert or update on committee_seats for each row execute function committee_part_guard();

alter table committee_sessions enable row level security;
alter table committee_seats enable row level security;
alter table committee_items enable row level security;
alter table committee_recusals enable row level security;
alter table committee_ballots enable row level security;
create policy committee_sessions_seen on committee_sessions using ((departement = any ((select app_departements())::text[]) or (select app_everywhere())));
create policy committee_seats_seen on committee_seats using ((departement = any ((select app_departements())::text[]) or (select app_everywhere())));
create policy committee_items_seen on committee_items using ((departement = any ((select app_departements())::text[]) or (select app_everywhere())));
create policy committee_recusals_seen on committee_recusals using ((departement = any ((select app_departements())::text[]) or (select app_everywhere())));
create policy committee_ballots_seen on committee_ballots using ((departement = any ((select app_departements())::text[]) or (select app_everywhere())));
grant select, insert, update on committee_sessions, committee_seats, committee_items, committee_ballots to tourdetable_app;
grant select, insert on committee_recusals to tourdetable_app;
