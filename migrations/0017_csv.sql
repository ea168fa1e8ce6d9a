-- Why: exports are printed by PostgreSQL, line by line. A text cell is quoted
-- when it must be, and disarmed when a spreadsheet would take it for a formula.
-- Two plain expressions, so that they are inlined.

-- +goose Up
-- +goose StatementBegin
create function csv_quote(cell text) returns text language sql immutable parallel safe as $$
	select case when cell ~ E'[;"\r\n]' then '"' || replace(cell, '"', '""') || '"' else cell end
$$;
-- +goose StatementEnd
-- +goose StatementBegin
create function csv_text(cell text) returns text language sql immutable parallel safe as $$
	select case when cell ~ E'^[=+@\t\r＝＋－＠-]' then csv_quote('''' || cell) else csv_quote(cell) end
$$;
-- +goose StatementEnd
