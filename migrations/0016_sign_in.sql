-- Why: a password is not to be guessed. Each try is written before the password
-- is looked at, so that many at once do not slip through, and success forgives
-- those of its address. What is older than the window is removed by the next
-- try: no address is kept longer than it serves.

-- +goose Up
create table sign_in_attempts (
	id      bigint generated always as identity primary key,
	address text not null,
	ip      text not null,
	at      timestamptz not null
);
create index sign_in_attempts_address on sign_in_attempts (address, at);
create index sign_in_attempts_ip on sign_in_attempts (ip, at);
create index sign_in_attempts_at on sign_in_attempts (at);
grant select, insert, delete on sign_in_attempts to tourdetable_app;
