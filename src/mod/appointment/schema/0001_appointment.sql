-- oldest: 1
-- How a counter may be booked. Of several plans that name a day the newest counts.
create table booking_plan (
        id id primary key,
        unit_id i64 not null,
        from_day i64 not null,
        to_day i64,                         -- NULL: from then on
        minutes i64 not null,               -- that one appointment takes
        places i64 not null,                -- people at the same time; 0: nobody on these days
        reason text not null,               -- of days without places
        set_by i64 not null,
        set_at i64 not null
);
create index booking_plan_unit on booking_plan (unit_id, id);

create table appointment ( -- big
        id id primary key,
        code text not null,
        unit_id i64 not null,
        starts_at i64 not null,
        ends_at i64 not null,
        account_id i64 not null,            -- that booked it
        dossier_id i64,                     -- NULL: about a procedure
        dossier_code text,
        version_id i64 not null,            -- of the procedure
        state i64 not null,                 -- appointment.h
        reason text not null,               -- why the office called it off
        version i64 not null,
        booked_at i64 not null,
        reminded_at i64,
        ended_at i64,
        ended_by i64
);
create unique index appointment_code on appointment (code);
create index appointment_unit on appointment (unit_id, starts_at, id);
create index appointment_account on appointment (account_id, starts_at, id);
create index appointment_dossier on appointment (dossier_id, starts_at, id);
