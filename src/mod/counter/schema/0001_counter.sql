-- oldest: 1
-- What officers keep for their own work at the queue.

create table queue_filter (
        id id primary key,
        account_id i64 not null,
        name text not null,
        query text not null,                -- of the address: buoc=process&han=tre
        created_at i64 not null
);
create unique index queue_filter_name on queue_filter (account_id, name);
