-- Why: the exports of the tools of the field (Subventia, Dauphin, Démarches
-- simplifiées, OSIRIS, FONJEP) tell more than a published list: what was asked,
-- what was paid, where the demand stands, who else was asked. A demand goes on
-- living between two exports: its newest row counts, the older ones stay.

-- +goose Up
alter table history_grants
	add column programme      text,
	add column status         text,
	add column requested      numeric(14,2),
	add column paid           numeric(14,2),
	add column last_exercice  int,
	add column ej             text,
	add column demand         text, -- names the demand whatever the export: « subventia:7881 »
	add column cofunders      jsonb,
	add constraint history_grants_status check (status in ('draft', 'submitted', 'under_review', 'inadmissible', 'dismissed', 'refused',
		'awarded', 'report_due', 'report_filed', 'settled')),
	add constraint history_grants_granted check (amount = 0 or status in ('awarded', 'report_due', 'report_filed', 'settled')),
	add constraint history_grants_years check (last_exercice >= exercice),
	add constraint history_grants_ej check (ej ~ '^[0-9A-Z]{10}$'),
	add constraint history_grants_cofunders check (jsonb_typeof(cofunders) = 'array');
create index history_grants_demand_idx on history_grants (demand) where demand is not null;

-- What an import dropped, corrected or merely noticed; the refused rows stay in
-- import_refusals.
create table import_anomalies (
	import_id   uuid not null constraint import_anomalies_import references imports,
	rank        int not null,
	kind        text not null,
	sheet       text not null,
	line        int not null,
	field       text not null,
	value       text not null,
	reason      text not null,
	consequence text not null,
	primary key (import_id, rank),
	constraint import_anomalies_consequence check (consequence in ('dropped', 'corrected', 'noticed'))
);
alter table import_refusals
	add column kind text not null default '',
	add column rows_refused int not null default 1;
alter table import_refusals add constraint import_refusals_rows check (rows_refused > 0);

-- Lists that explain grants and are none: budget programmes, fields of a form.
create table history_references (
	id        uuid primary key,
	kind      text not null,
	code      text not null,
	label     text not null,
	detail    text not null,
	source    text not null,
	line      int not null,
	import_id uuid not null constraint history_references_import references imports deferrable initially deferred,
	constraint history_references_kind check (kind in ('programme', 'form_field', 'correspondence')),
	constraint history_references_key unique (kind, code, label, detail)
);

create trigger import_anomalies_append_only before update or delete on import_anomalies
	for each row execute function refuse_change();
create trigger history_references_append_only before update or delete on history_references
	for each row execute function refuse_change();

alter table import_anomalies enable row level security;
create policy import_anomalies_written on import_anomalies for insert with check (true);
create policy import_anomalies_seen on import_anomalies for select using (exists (select from imports i where i.id = import_id));
alter table history_references enable row level security;
create policy history_references_written on history_references for insert with check (true);
create policy history_references_seen on history_references for select using (true); -- reference lists are public

grant select, insert on import_anomalies, history_references to tourdetable_app;
