-- Why: between the deposit and the committee stands the examination
-- (instruction): what was checked, what is missing and until when, whose opinion
-- was asked, how the file was scored and what is proposed. A refusal that cannot
-- show these is opaque, so nothing here is ever rewritten: a new answer comes
-- after the old one.

-- +goose Up

-- One answer to one item of a check list; the last one counts.
create table review_checks (
	id             uuid primary key,
	application_id uuid not null references applications,
	departement    text not null,
	item           text not null,
	answer         text not null,
	note           text not null default '',
	by_account     text not null,
	by_name        text not null,
	at             timestamptz not null,
	constraint review_checks_answer check (answer in ('yes', 'no', 'na')),
	constraint review_checks_no_has_note check (answer = 'yes' or note <> ''),
	constraint review_checks_note check (length(note) <= 5000)
);
create index review_checks_application on review_checks (application_id, item, id);

-- What was missing, and until when. Its answer is the next deposit of the file,
-- that the journal holds.
create table document_requests (
	id             uuid primary key,
	application_id uuid not null references applications,
	applicant_id   uuid not null references organisations,
	departement    text not null,
	number         int not null,
	items          jsonb not null,
	comment        text not null default '',
	asked_on       date not null,
	due_on         date not null,
	by_account     text not null,
	by_name        text not null,
	at             timestamptz not null,
	constraint document_requests_number unique (application_id, number),
	constraint document_requests_due check (due_on > asked_on),
	constraint document_requests_items check (jsonb_typeof(items) = 'array' and jsonb_array_length(items) between 1 and 50)
);

-- Acts of the office on a deposit: numbered, dated, never withdrawn.
create table notices (
	id             uuid primary key,
	application_id uuid not null references applications,
	applicant_id   uuid not null references organisations,
	departement    text not null,
	kind           text not null,
	number         text not null,
	issued_on      date not null,
	by_account     text not null,
	by_name        text not null,
	at             timestamptz not null,
	constraint notices_kind check (kind in ('receipt', 'completeness')),
	constraint notices_number_key unique (number)
);
create index notices_application on notices (application_id, id);
create sequence notice_numbers;
grant usage on sequence notice_numbers to tourdetable_app;

create table opinion_requests (
	id             uuid primary key,
	application_id uuid not null references applications,
	departement    text not null,
	seat           text not null,
	label          text not null,
	email          text not null default '',
	asked_on       date not null,
	due_on         date not null,
	by_account     text not null,
	by_name        text not null,
	at             timestamptz not null,
	constraint opinion_requests_seat_key unique (application_id, seat),
	constraint opinion_requests_seat check (seat ~ '^[a-z0-9-]{1,40}$'),
	constraint opinion_requests_label check (label <> '' and length(label) <= 200),
	constraint opinion_requests_due check (due_on > asked_on)
);
create index opinion_requests_departement on opinion_requests (departement, seat);

create table opinion_relaunches (
	id         uuid primary key,
	request_id uuid not null references opinion_requests,
	departement text not null,
	on_day     date not null,
	by_account text not null,
	by_name    text not null,
	at         timestamptz not null,
	constraint opinion_relaunches_once unique (request_id, on_day)
);

create table opinion_answers (
	id             uuid primary key,
	request_id     uuid not null references opinion_requests,
	application_id uuid not null references applications,
	departement    text not null,
	opinion        text not null,
	amount         numeric(14,2),
	reason         text not null default '',
	on_behalf      text not null default '',
	document_id    uuid,
	by_account     text not null,
	by_name        text not null,
	at             timestamptz not null,
	constraint opinion_answers_opinion check (opinion in ('favourable', 'reserved', 'unfavourable', 'none')),
	constraint opinion_answers_reason check (opinion = 'none' or reason <> ''),
	constraint opinion_answers_amount check (amount >= 0 and (amount is null or opinion <> 'none'))
);
create index opinion_answers_request on opinion_answers (request_id, id);

-- Ordinary-law credits sought before the FIPD (strategy, 37.2).
create table ordinary_credits (
	id             uuid primary key,
	application_id uuid not null references applications,
	departement    text not null,
	credit         text not null,
	asked          boolean not null,
	answer         text not null,
	note           text not null default '',
	by_account     text not null,
	by_name        text not null,
	at             timestamptz not null,
	constraint ordinary_credits_answer check (answer in ('pending', 'granted', 'refused', 'not_asked') and asked = (answer <> 'not_asked')),
	constraint ordinary_credits_reason check (asked or note <> '')
);
create index ordinary_credits_application on ordinary_credits (application_id, credit, id);

-- The grid of a call, frozen when it opens.
create table call_criteria (
	campaign_id uuid not null references campaigns,
	code        text not null,
	departement text not null,
	rank        int not null,
	label       text not null,
	weight      int not null,
	scale       int not null,
	primary key (campaign_id, code),
	constraint call_criteria_code check (code ~ '^[a-z0-9_-]{1,40}$'),
	constraint call_criteria_label check (label <> '' and length(label) <= 300),
	constraint call_criteria_weight check (weight between 1 and 100),
	constraint call_criteria_scale check (scale between 1 and 100)
);
-- +goose StatementBegin
create function call_criteria_freeze() returns trigger language plpgsql as $$
begin
	if not exists (select from campaigns c where c.id = coalesce(new.campaign_id, old.campaign_id) and c.state = 'draft' for no key update) then
		raise exception 'the criteria of an open call are frozen' using errcode = 'check_violation', constraint = 'call_criteria_frozen';
	end if;
	return coalesce(new, old);
end
$$;
-- +goose StatementEnd
create trigger call_criteria_frozen before insert or update or delete on call_criteria for each row execute function call_criteria_freeze();

create table review_scores (
	id             uuid primary key,
	application_id uuid not null references applications,
	campaign_id    uuid not null,
	departement    text not null,
	criterion      text not null,
	score          int not null,
	reason         text not null,
	by_account     text not null,
	by_name        text not null,
	at             timestamptz not null,
	constraint review_scores_criterion foreign key (campaign_id, criterion) references call_criteria,
	constraint review_scores_reason check (reason <> '')
);
create index review_scores_application on review_scores (application_id, criterion, id);
-- +goose StatementBegin
create function review_scores_within_scale() returns trigger language plpgsql as $$
begin
	if new.score not between 0 and (select c.scale from call_criteria c where c.campaign_id = new.campaign_id and c.code = new.criterion)
		or not exists (select from applications a where a.id = new.application_id and a.campaign_id = new.campaign_id) then
		raise exception 'a score within the scale of the criterion, of the call of the file'
			using errcode = 'check_violation', constraint = 'review_scores_within_scale';
	end if;
	return new;
end
$$;
-- +goose StatementEnd
create trigger review_scores_within_scale before insert on review_scores for each row execute function review_scores_within_scale();

create table review_sheets (
	application_id uuid not null references applications,
	version        int not null,
	departement    text not null,
	summary        text not null,
	proposal       text not null,
	reason         text not null,
	themes         jsonb not null default '[]',
	by_account     text not null,
	by_name        text not null,
	at             timestamptz not null,
	primary key (application_id, version),
	constraint review_sheets_proposal check (proposal in ('', 'favourable', 'reserved', 'unfavourable'))
);

-- What applicant and reviewers write to each other in the file; an internal note
-- is never the applicant's.
create table file_messages (
	id             uuid primary key,
	application_id uuid not null references applications,
	applicant_id   uuid not null references organisations,
	departement    text not null,
	internal       boolean not null,
	body           text not null,
	attachments    jsonb not null default '[]',
	by_account     text not null,
	by_name        text not null,
	by_role        text not null,
	at             timestamptz not null,
	constraint file_messages_body check (body <> '' and length(body) <= 20000),
	constraint file_messages_internal check (not internal or by_role <> 'applicant')
);
create index file_messages_application on file_messages (application_id, id);

create table file_reads (
	application_id uuid not null references applications,
	account        text not null,
	read_to        uuid not null,
	primary key (application_id, account)
);

-- One act on many files: what became of each is told for ever.
create table bulk_runs (
	id          uuid primary key,
	key         text not null,
	account     text not null,
	departement text not null,
	act         text not null,
	parameters  jsonb not null,
	total       int not null,
	at          timestamptz not null,
	constraint bulk_runs_key unique (account, key),
	constraint bulk_runs_key_length check (length(key) between 1 and 100)
);
create table bulk_items (
	run_id         uuid not null references bulk_runs,
	rank           int not null,
	application_id uuid not null,
	departement    text not null,
	outcome        text not null default 'pending',
	code           text not null default '',
	reason         text not null default '',
	at             timestamptz,
	primary key (run_id, rank),
	constraint bulk_items_outcome check (outcome in ('pending', 'done', 'refused') and (outcome = 'pending') = (at is null) and (outcome <> 'refused' or reason <> ''))
);
create index bulk_items_pending on bulk_items (run_id, rank) where outcome = 'pending';

create table worklist_views (
	id         uuid primary key,
	account    text not null,
	name       text not null,
	filter     jsonb not null,
	created_at timestamptz not null,
	constraint worklist_views_name unique (account, name),
	constraint worklist_views_name_length check (length(name) between 1 and 100)
);

create trigger review_checks_append_only before update or delete on review_checks for each row execute function refuse_change();
create trigger document_requests_append_only before update or delete on document_requests for each row execute function refuse_change();
create trigger notices_append_only before update or delete on notices for each row execute function refuse_change();
create trigger opinion_requests_append_only before update or delete on opinion_requests for each row execute function refuse_change();
create trigger opinion_relaunches_append_only before update or delete on opinion_relaunches for each row execute function refuse_change();
create trigger opinion_answers_append_only before update or delete on opinion_answers for each row execute function refuse_change();
create trigger ordinary_credits_append_only before update or delete on ordinary_credits for each row execute function refuse_change();
create trigger review_scores_append_only before update or delete on review_scores for each row execute function refuse_change();
create trigger review_sheets_append_only before update or delete on review_sheets for each row execute function refuse_change();
create trigger file_messages_append_only before update or delete on file_messages for each row execute function refuse_change();
create trigger bulk_items_append_only before update on bulk_items for each row when (old.outcome <> 'pending') execute function refuse_change();
create trigger bulk_runs_append_only before update or delete on bulk_runs for each row execute function refuse_change();

alter table review_checks enable row level security;
alter table document_requests enable row level security;
alter table notices enable row level security;
alter table opinion_requests enable row level security;
alter table opinion_relaunches enable row level security;
alter table opinion_answers enable row level security;
alter table ordinary_credits enable row level security;
alter table call_criteria enable row level security;
alter table review_scores enable row level security;
alter table review_sheets enable row level security;
alter table file_messages enable row level security;
alter table file_reads enable row level security;
alter table bulk_runs enable row level security;
alter table bulk_items enable row level security;
alter table worklist_views enable row level security;

-- The examination is the office's own.
create policy review_checks_seen on review_checks using (departement = any ((select app_departements())::text[]) or (select app_everywhere()));
create policy opinion_requests_seen on opinion_requests using (departement = any ((select app_departements())::text[]) or (select app_everywhere()));
create policy opinion_relaunches_seen on opinion_relaunches using (departement = any ((select app_departements())::text[]) or (select app_everywhere()));
create policy opinion_answers_seen on opinion_answers using (departement = any ((select app_departements())::text[]) or (select app_everywhere()));
create policy ordinary_credits_seen on ordinary_credits using (departement = any ((select app_departements())::text[]) or (select app_everywhere()));
create policy review_scores_seen on review_scores using (departement = any ((select app_departements())::text[]) or (select app_everywhere()));
create policy review_sheets_seen on review_sheets using (departement = any ((select app_departements())::text[]) or (select app_everywhere()));
create policy bulk_items_seen on bulk_items using (departement = any ((select app_departements())::text[]) or (select app_everywhere()));
create policy bulk_runs_seen on bulk_runs using (departement = any ((select app_departements())::text[]) or (select app_everywhere()));
-- What the applicant is told is the applicant's too.
create policy document_requests_seen on document_requests using (departement = any ((select app_departements())::text[]) or (select app_everywhere())
	or applicant_id = any ((select app_organisations())::uuid[]));
create policy notices_seen on notices using (departement = any ((select app_departements())::text[]) or (select app_everywhere())
	or applicant_id = any ((select app_organisations())::uuid[]));
create policy file_messages_seen on file_messages using (departement = any ((select app_departements())::text[]) or (select app_everywhere())
	or not internal and applicant_id = any ((select app_organisations())::uuid[]));
-- A grid is published with its call.
create policy call_criteria_seen on call_criteria for select using (exists (select from campaigns c where c.id = campaign_id));
create policy call_criteria_written on call_criteria for all using (departement = any ((select app_departements())::text[]) or (select app_everywhere()));
-- An adviser works in no territory: it sees what its seat was asked about, and
-- nothing else. The seat is that of the account of the transaction.
-- +goose StatementBegin
create function app_seat() returns text language sql stable security definer set search_path from current as $$
	select coalesce((select a.funder from accounts a where a.id::text = current_setting('app.actor', true) and a.role = 'adviser' and a.disabled_at is null), '')
$$;
-- +goose StatementEnd
-- +goose StatementBegin
create function app_asked(p_departement text, p_seat text) returns boolean language sql stable security definer set search_path from current as $$
	select exists (select from accounts a where a.id::text = current_setting('app.actor', true) and a.role = 'adviser' and a.disabled_at is null
		and a.departement = p_departement and a.funder <> '' and (p_seat = a.funder or starts_with(p_seat, a.funder || '-')))
$$;
-- +goose StatementEnd
grant execute on function app_seat, app_asked to tourdetable_app;
create policy opinion_requests_asked on opinion_requests for select using ((select app_seat()) <> '' and app_asked(departement, seat));
create policy opinion_relaunches_asked on opinion_relaunches for select using ((select app_seat()) <> '' and exists (select from opinion_requests r where r.id = request_id));
create policy opinion_answers_asked on opinion_answers using ((select app_seat()) <> '' and exists (select from opinion_requests r where r.id = request_id));
create policy applications_asked on applications for select using ((select app_seat()) <> '' and state <> 'draft'
	and exists (select from opinion_requests q where q.application_id = applications.id));
create policy organisations_asked on organisations for select using ((select app_seat()) <> '' and exists (select from applications a where a.applicant_id = organisations.id));
create policy messages_asked on messages for select using ((select app_seat()) <> '' and app_asked(departement, funder));
-- What a person read, and how it likes its list, is its own.
create policy file_reads_seen on file_reads using (account = current_setting('app.actor', true) or (select app_everywhere()));
create policy worklist_views_seen on worklist_views using (account = current_setting('app.actor', true) or (select app_everywhere()));

grant select, insert on review_checks, document_requests, notices, opinion_requests, opinion_relaunches, opinion_answers, ordinary_credits,
	review_scores, review_sheets, file_messages, bulk_runs to tourdetable_app;
grant select, insert, update on file_reads, bulk_items to tourdetable_app;
grant select, insert, update, delete on worklist_views, call_criteria to tourdetable_app;
