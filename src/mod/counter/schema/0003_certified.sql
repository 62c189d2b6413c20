-- oldest: 1
-- The book of copies certified from originals (NĐ 23/2015): by unit and year, numbered without gaps.
create table certified_copy ( -- big
        id id primary key,
        code text not null,
        unit_id i64 not null,
        year i64 not null,
        number i64 not null,
        day i64 not null,
        requester text not null,            -- personal
        identity text not null,             -- personal
        paper text not null,                -- name of the original
        pages i64 not null,
        copies i64 not null,
        fee i64 not null,                   -- đồng
        signer text not null,               -- name and post
        receipt_id i64,
        created_at i64 not null,
        created_by i64 not null
);
create unique index certified_copy_code on certified_copy (code);
create unique index certified_copy_number on certified_copy (unit_id, year, number);
