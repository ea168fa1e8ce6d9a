-- Why: the report of a Chorus import quotes the rows it refused: they are the
-- territory's that brought them, in SQL too. What others granted stays public.

-- +goose Up
alter table imports add column departement text not null default coalesce(current_setting('app.departements', true), '');
alter table imports enable row level security;
alter table import_refusals enable row level security;
create policy imports_written on imports for insert with check (true);
create policy imports_seen on imports for select
	using (kind = 'subsidies' or departement = any ((select app_departements())::text[]) or (select app_everywhere())
		or exists (select from chorus_rows c where c.import_id = imports.id)); -- the program imported them for this territory
create policy import_refusals_written on import_refusals for insert with check (true);
create policy import_refusals_seen on import_refusals for select using (exists (select from imports i where i.id = import_id));
