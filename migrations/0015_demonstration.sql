-- Why: the demonstration has its own clock, so that its campaign stays mid-way
-- whatever day a visitor comes: it opened at a moment of the machine, and plays
-- from another one on.

-- +goose Up
create table demonstration (
	alone     boolean primary key default true check (alone),
	opened_at timestamptz not null,
	plays_at  timestamptz not null
);
grant select, insert on demonstration to tourdetable_app;
