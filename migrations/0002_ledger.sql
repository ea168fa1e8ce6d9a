-- Why: the book. Double entry (a transfer has two ends), append-only,
-- gap-free and hash-chained per book (a département). The program may not
-- write these tables: it calls ledger_open and ledger_post, which run as the
-- owner, so no code path can skip the floor, the chain or the lock.

-- +goose Up
create table ledger_books (
	book      text primary key,
	seq       bigint not null default 0,
	hash      text not null default ''
);

create table ledger_accounts (
	id        bigint generated always as identity primary key,
	book      text not null references ledger_books,
	name      text not null,
	year      int not null,
	funder    text not null,
	file      text not null default '',
	kind      text not null,
	floored   boolean not null,
	balance   numeric(14,2) not null default 0,
	constraint ledger_accounts_name_key unique (book, name),
	constraint ledger_accounts_floor check (not floored or balance >= 0)
);
create index ledger_accounts_file on ledger_accounts (book, year, file);

create table ledger_transfers (
	book      text not null references ledger_books,
	seq       bigint not null,
	key       text not null,
	debit     bigint not null references ledger_accounts,
	credit    bigint not null references ledger_accounts,
	amount    numeric(14,2) not null,
	reason    text not null,
	actor     text not null,
	at        timestamptz not null,
	prev      text not null,
	hash      text not null,
	primary key (book, seq),
	constraint ledger_transfers_key unique (book, key),
	constraint ledger_transfers_amount_positive check (amount > 0),
	constraint ledger_transfers_two_ends check (debit <> credit),
	constraint ledger_transfers_plain_text check (key !~ '[[:cntrl:]]' and reason !~ '[[:cntrl:]]' and actor !~ '[[:cntrl:]]')
);
create index ledger_transfers_debit on ledger_transfers (debit);
create index ledger_transfers_credit on ledger_transfers (credit);

create trigger ledger_transfers_append_only before update or delete on ledger_transfers
	for each row execute function refuse_change();
create trigger ledger_transfers_no_truncate before truncate on ledger_transfers
	for each statement execute function refuse_change();

-- ledger_open opens an account; opening it again changes nothing.
-- +goose StatementBegin
create function ledger_open(p_book text, p_name text, p_year int, p_funder text, p_file text, p_kind text, p_floored boolean)
returns void language plpgsql security definer set search_path from current as $$
begin
	insert into ledger_books (book) values (p_book) on conflict do nothing;
	insert into ledger_accounts (book, name, year, funder, file, kind, floored)
		values (p_book, p_name, p_year, p_funder, p_file, p_kind, p_floored)
		on conflict on constraint ledger_accounts_name_key do nothing;
end
$$;
-- +goose StatementEnd

-- ledger_post moves an amount between two open accounts, once per key, and
-- returns its sequence number. The book's row is locked first: transfers of
-- one book are in one line, which makes the chain gap-free and the balances
-- safe without any further lock.
-- +goose StatementBegin
create function ledger_post(p_book text, p_key text, p_debit text, p_credit text, p_amount numeric, p_reason text, p_actor text, p_at timestamptz)
returns bigint language plpgsql security definer set search_path from current as $$
declare
	b ledger_books;
	d ledger_accounts;
	c ledger_accounts;
	t ledger_transfers;
	h text;
begin
	select * into b from ledger_books where book = p_book for no key update;
	select * into t from ledger_transfers where book = p_book and key = p_key;
	select * into d from ledger_accounts where book = p_book and name = p_debit;
	select * into c from ledger_accounts where book = p_book and name = p_credit;
	if d.id is null or c.id is null then
		raise exception 'no account % or % in book %', p_debit, p_credit, p_book
			using errcode = 'foreign_key_violation', constraint = 'ledger_accounts_open';
	end if;
	if t.seq is not null then
		if (t.debit, t.credit, t.amount) is distinct from (d.id, c.id, p_amount) then
			raise exception 'key % was booked with another content', p_key
				using errcode = 'unique_violation', constraint = 'ledger_transfers_key_reused';
		end if;
		return t.seq;
	end if;
	update ledger_accounts set balance = balance - p_amount where id = d.id;
	update ledger_accounts set balance = balance + p_amount where id = c.id;
	h := encode(sha256(convert_to(concat_ws(E'\n', p_book, b.seq + 1, p_key, p_debit, p_credit, p_amount::numeric(14,2),
		p_reason, p_actor, to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), b.hash), 'UTF8')), 'hex');
	insert into ledger_transfers (book, seq, key, debit, credit, amount, reason, actor, at, prev, hash)
		values (p_book, b.seq + 1, p_key, d.id, c.id, p_amount, p_reason, p_actor, p_at, b.hash, h);
	update ledger_books set seq = b.seq + 1, hash = h where book = p_book;
	return b.seq + 1;
end
$$;
-- +goose StatementEnd

alter table ledger_books enable row level security;
alter table ledger_accounts enable row level security;
alter table ledger_transfers enable row level security;
create policy ledger_books_seen on ledger_books using ((book = any ((select app_departements())::text[]) or (select app_everywhere())));
create policy ledger_accounts_seen on ledger_accounts using ((book = any ((select app_departements())::text[]) or (select app_everywhere())));
create policy ledger_transfers_seen on ledger_transfers using ((book = any ((select app_departements())::text[]) or (select app_everywhere())));
grant select on ledger_books, ledger_accounts, ledger_transfers to tourdetable_app;
revoke execute on function ledger_open, ledger_post from public;
grant execute on function ledger_open, ledger_post to tourdetable_app;
