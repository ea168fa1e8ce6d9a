-- Why: the program connects as a role that owns nothing and bypasses nothing;
-- row level security reads whom a transaction serves from app.* settings.

-- +goose Up
-- +goose StatementBegin
do $$
begin
	create role tourdetable_app nologin;
exception when duplicate_object or unique_violation then
	null; -- the role belongs to the server: another database may have made it
end
$$;
-- +goose StatementEnd

-- +goose StatementBegin
do $$
begin
	execute format('grant tourdetable_app to %I', current_user);
	execute format('grant usage on schema %I to tourdetable_app', current_schema());
exception when others then
	raise notice 'tourdetable_app is granted already, or by the administrator: %', sqlerrm;
end
$$;
-- +goose StatementEnd

-- Whom the transaction serves. Policies ask through a sub-select, which is
-- answered once per statement and leaves the planner its statistics; unset
-- settings see nothing.
-- +goose StatementBegin
create function app_everywhere() returns boolean language sql stable as $$
	select coalesce(current_setting('app.departements', true), '') = '*'
$$;
-- +goose StatementEnd
-- +goose StatementBegin
create function app_departements() returns text[] language sql stable as $$
	select string_to_array(coalesce(current_setting('app.departements', true), ''), ',')
$$;
-- +goose StatementEnd
-- +goose StatementBegin
create function app_organisations() returns uuid[] language sql stable as $$
	select string_to_array(coalesce(current_setting('app.organisations', true), ''), ',')::uuid[]
$$;
-- +goose StatementEnd

-- refuse_change: the trigger of tables that only grow.
-- +goose StatementBegin
create function refuse_change() returns trigger language plpgsql as $$
begin
	raise exception 'rows of % are never changed nor removed', tg_table_name
		using errcode = 'check_violation', constraint = tg_table_name || '_append_only';
end
$$;
-- +goose StatementEnd
