-- Why: a piece of a file (statutes, RIB, accounts, a quote) is kept for ever under
-- the hash of its bytes. A blob is the bytes, once; an attachment is the place it
-- holds in somebody's file. To remove one is to mark it: bytes are never deleted.

-- +goose Up
create table blobs (
	sha256      text primary key,
	size        bigint not null,
	media_type  text not null,
	scan_state  text not null,
	scanned_at  timestamptz,
	scan_detail text not null default '',
	checked_at  timestamptz,
	damage      text not null default '',
	created_at  timestamptz not null,
	constraint blobs_sha256 check (sha256 ~ '^[0-9a-f]{64}$'),
	constraint blobs_size check (size between 1 and 20 * 1024 * 1024),
	constraint blobs_media_type check (media_type in ('application/pdf', 'image/png', 'image/jpeg', 'text/csv', 'text/plain',
		'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
		'application/vnd.oasis.opendocument.text', 'application/vnd.oasis.opendocument.spreadsheet')),
	constraint blobs_scan_state check (scan_state in ('pending', 'clean', 'infected', 'not_scanned')),
	constraint blobs_scanned check ((scan_state in ('clean', 'infected')) = (scanned_at is not null)),
	constraint blobs_damage check (damage in ('', 'missing', 'corrupt'))
);
create index blobs_unscanned on blobs (created_at) where scan_state in ('pending', 'not_scanned');

create table attachments (
	id            uuid primary key,
	sha256        text not null references blobs,
	name          text not null,
	document      text not null,
	subject_kind  text not null,
	subject_id    uuid not null,
	departement   text not null,
	applicant_id  uuid references organisations,
	size          bigint not null,
	media_type    text not null,
	comment       text not null default '',
	uploaded_by   text not null,
	uploaded_name text not null,
	uploaded_role text not null,
	uploaded_at   timestamptz not null,
	expires_on    date,
	removed_at    timestamptz,
	removed_by    text not null default '',
	constraint attachments_once unique (subject_kind, subject_id, document, sha256),
	constraint attachments_name check (name <> '' and length(name) <= 150 and name !~ '[/\\[:cntrl:]]'),
	constraint attachments_document check (document ~ '^[a-z0-9_]{1,40}$'),
	constraint attachments_subject_kind check (subject_kind in ('application', 'organisation', 'message', 'opinion', 'report', 'bank_account')),
	constraint attachments_comment check (length(comment) <= 1000),
	constraint attachments_removed check ((removed_at is null) = (removed_by = ''))
);
create index attachments_sha256 on attachments (sha256);

-- The verdict of each check of all the bytes, kept.
create table blob_checks (
	id          uuid primary key,
	started_at  timestamptz not null,
	finished_at timestamptz not null,
	checked     bigint not null,
	bytes       bigint not null,
	missing     bigint not null,
	corrupt     bigint not null,
	constraint blob_checks_counts check (checked >= missing + corrupt and missing >= 0 and corrupt >= 0 and bytes >= 0)
);
create trigger blob_checks_append_only before update or delete on blob_checks for each row execute function refuse_change();

-- What a blob is never changes, nor what a scanner found: an infected file stays so.
-- +goose StatementBegin
create function blobs_freeze() returns trigger language plpgsql as $$
begin
	if (new.sha256, new.size, new.media_type, new.created_at) is distinct from (old.sha256, old.size, old.media_type, old.created_at)
		or old.scan_state = 'infected' and new.scan_state <> 'infected' then
		raise exception 'a blob is its bytes' using errcode = 'check_violation', constraint = 'blobs_frozen';
	end if;
	return new;
end
$$;
-- +goose StatementEnd
create trigger blobs_frozen before update on blobs for each row execute function blobs_freeze();

-- An attachment stands in the territory and the body of its subject. Its place and
-- its bytes never change; and a deposited file is what was signed: nothing is taken
-- from it, nor added by its applicant, until it is asked for documents.
-- +goose StatementBegin
create function attachments_keep() returns trigger language plpgsql as $$
declare
	file applications;
	held record;
begin
	if tg_op = 'UPDATE' and (new.id, new.sha256, new.document, new.subject_kind, new.subject_id, new.departement, new.applicant_id, new.size, new.media_type,
			new.uploaded_by, new.uploaded_name, new.uploaded_role, new.uploaded_at)
		is distinct from (old.id, old.sha256, old.document, old.subject_kind, old.subject_id, old.departement, old.applicant_id, old.size, old.media_type,
			old.uploaded_by, old.uploaded_name, old.uploaded_role, old.uploaded_at) then
		raise exception 'an attachment is never changed, only marked' using errcode = 'check_violation', constraint = 'attachments_immutable';
	end if;
	if new.subject_kind = 'application' then
		select * into file from applications a where a.id = new.subject_id;
		if not found or (file.departement, file.applicant_id) is distinct from (new.departement, new.applicant_id) then
			raise exception 'no such file in this territory' using errcode = 'check_violation', constraint = 'attachments_subject';
		end if;
		if file.state not in ('draft', 'incomplete')
			and (new.removed_at is not null or tg_op = 'UPDATE' and old.removed_at is not null or new.uploaded_role = 'applicant' and tg_op = 'INSERT') then
			raise exception 'a deposited file is frozen' using errcode = 'check_violation', constraint = 'attachments_frozen';
		end if;
	elsif new.subject_kind = 'organisation' then
		perform from organisations o where o.id = new.subject_id and o.departement = new.departement and o.id = new.applicant_id;
		if not found then
			raise exception 'no such body in this territory' using errcode = 'check_violation', constraint = 'attachments_subject';
		end if;
	end if;
	if tg_op = 'INSERT' then
		select count(*) as files, coalesce(sum(size), 0) as bytes into held from attachments a
			where a.subject_kind = new.subject_kind and a.subject_id = new.subject_id;
		if held.files >= 200 or held.bytes + new.size > 500 * 1024 * 1024 then
			raise exception 'too many files for one subject' using errcode = 'check_violation', constraint = 'attachments_limit';
		end if;
	end if;
	return new;
end
$$;
-- +goose StatementEnd
create trigger attachments_kept before insert or update on attachments for each row execute function attachments_keep();

alter table blobs enable row level security;
alter table attachments enable row level security;
alter table blob_checks enable row level security;
-- Who sees the subject sees what is attached to it; an opinion is the services' own.
create policy attachments_seen on attachments using (case subject_kind
	when 'application' then exists (select from applications a where a.id = subject_id)
	when 'organisation' then exists (select from organisations o where o.id = subject_id)
	when 'opinion' then departement = any ((select app_departements())::text[]) or (select app_everywhere())
	else applicant_id = any ((select app_organisations())::uuid[]) or departement = any ((select app_departements())::text[]) or (select app_everywhere()) end);
create policy blobs_written on blobs for insert with check (true);
create policy blobs_seen on blobs for select using ((select app_everywhere()) or exists (select from attachments a where a.sha256 = blobs.sha256));
create policy blobs_judged on blobs for update using ((select app_everywhere()));
create policy blob_checks_seen on blob_checks using ((select app_everywhere()));
grant select, insert on blobs, attachments, blob_checks to tourdetable_app;
grant update (scan_state, scanned_at, scan_detail, checked_at, damage) on blobs to tourdetable_app;
grant update (name, comment, expires_on, removed_at, removed_by) on attachments to tourdetable_app;
