-- Why: a renewal is judged on what the year before reached: the indicators that
-- its file promised are reported one by one with its financial report.

-- +goose Up
create table report_indicators (
	application_id uuid not null references financial_reports,
	rank           int not null,
	label          text not null,
	unit           text not null,
	target         text not null, -- as the file told it
	realised       text not null,
	missed         boolean not null,
	primary key (application_id, rank),
	constraint report_indicators_told check (btrim(label) <> '' and btrim(realised) <> '')
);
alter table report_indicators enable row level security;
create policy report_indicators_seen on report_indicators using (exists (select from financial_reports f where f.application_id = report_indicators.application_id));
grant select, insert, delete on report_indicators to tourdetable_app;
