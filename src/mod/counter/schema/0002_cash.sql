-- oldest: 1
-- Money at counters, and the books that a counter keeps by year.

-- The next number of a book (receipt, closing, copy) of a counter's year. Taken in the write of the
-- row that bears it, so that numbers have no gaps.
create table counter_number (
        unit_id i64 not null,
        year i64 not null,
        book text not null,
        next i64 not null,
        primary key (unit_id, year, book)
);

-- A receipt keeps its number for ever: a wrong one is cancelled with a reason and another is written.
create table cash_receipt ( -- big
        id id primary key,
        code text not null,
        unit_id i64 not null,               -- counter
        year i64 not null,
        number i64 not null,
        kind text not null,                 -- cash, transfer, exempt
        dossier_id i64,                     -- what it is for; NULL: certified copies
        subject text not null,              -- what for, as printed
        payer text not null,                -- personal
        amount i64 not null,                -- đồng; 0 of an exemption
        reason text not null,               -- of an exemption: why; of a transfer: the bank's reference
        issued_at i64 not null,
        issued_by i64 not null,
        cancelled_at i64,
        cancelled_by i64,
        cancel_reason text,
        closing_id i64
);
create unique index cash_receipt_code on cash_receipt (code);
create unique index cash_receipt_number on cash_receipt (unit_id, year, number);
create index cash_receipt_open on cash_receipt (issued_by, unit_id, closing_id, number);
create index cash_receipt_closing on cash_receipt (closing_id, number);
create index cash_receipt_dossier on cash_receipt (dossier_id, id);

-- What a cashier counted at the end of a day, against what the receipts say.
create table cash_closing (
        id id primary key,
        code text not null,
        unit_id i64 not null,
        year i64 not null,
        number i64 not null,
        cashier_id i64 not null,
        closed_at i64 not null,
        receipts i64 not null,
        cancelled i64 not null,
        cash i64 not null,
        transfer i64 not null,
        counted i64 not null,
        note text not null                  -- why what was counted differs
);
create unique index cash_closing_code on cash_closing (code);
create index cash_closing_cashier on cash_closing (cashier_id, closed_at);
