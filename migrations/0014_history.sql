-- Why: what others granted before is shown beside an applicant; every import
-- tells for ever what it read, took and refused. Public data: no row level
-- security. Rows are facts: an error is mended by another import.

-- +goose Up
create table imports (
	id            uuid primary key,
	kind          text not null constraint imports_kind check (kind in ('subsidies', 'chorus')),
	file          text not null,
	sha256        text not null,
	layout        text not null,
	imported_at   timestamptz not null,
	actor         text not null,
	rows_read     int not null,
	rows_taken    int not null,
	rows_already  int not null,
	rows_refused  int not null,
	total_euros   numeric(16,2) not null,
	refused_euros numeric(16,2) not null,
	report        jsonb not null,
	constraint imports_nothing_lost check (rows_taken + rows_already + rows_refused = rows_read)
);
create index imports_latest on imports (imported_at desc);

create table import_refusals (
	import_id uuid not null constraint import_refusals_import references imports,
	rank      int not null,
	sheet     text not null,
	line      int not null,
	col       text not null,
	value     text not null,
	reason    text not null,
	primary key (import_id, rank)
);

create table history_grants (
	id              uuid primary key,
	fingerprint     text not null,
	allocator       text not null,
	allocator_id    text,
	beneficiary     text not null,
	siren           text,
	siret           text,
	rna             text,
	object          text not null,
	reference       text not null,
	scheme          text not null,
	amount          numeric(14,2) not null,
	granted_on      date,
	exercice        int,
	source          text not null,
	sheet           text not null,
	line            int not null,
	-- The report of an import is known, and written, after its rows.
	import_id       uuid not null constraint history_grants_import references imports deferrable initially deferred,
	constraint history_grants_fingerprint_key unique (fingerprint),
	constraint history_grants_beneficiary check (beneficiary <> '' or siren is not null or rna is not null),
	constraint history_grants_siren check (siren ~ '^[0-9]{9}$'),
	constraint history_grants_siret check (siret ~ '^[0-9]{14}$' and left(siret, 9) = siren)
);
create index history_grants_siren_idx on history_grants (siren);

create trigger imports_append_only before update or delete on imports
	for each row execute function refuse_change();
create trigger import_refusals_append_only before update or delete on import_refusals
	for each row execute function refuse_change();
create trigger history_grants_append_only before update or delete on history_grants
	for each row execute function refuse_change();

grant select, insert on imports, import_refusals, history_grants to tourdetable_app;
