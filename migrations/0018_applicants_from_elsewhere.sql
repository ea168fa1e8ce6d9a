-- Why: a body may apply outside of the département of its seat. Who reads a file
-- reads the name of its applicant: without it, the file itself vanished from
-- lists and grids.

-- +goose Up
create policy organisations_applying on organisations for select using (exists (select from applications a where a.applicant_id = organisations.id));
