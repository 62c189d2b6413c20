-- oldest: 1
-- Complaints about how a dossier is dealt with (kiến nghị, phản ánh): who sent it, what was answered.
create table complaint ( -- big
        id id primary key,
        code text not null,
        dossier_id i64 not null,
        dossier_code text not null,
        account_id i64,                     -- of who sent it; NULL: by code and digits, without one
        unit_id i64 not null,               -- whose head answers
        topic text not null,                -- late, asked_more, conduct, money, other
        words text not null,                -- personal
        state i64 not null,                 -- complaint.h
        sent_at i64 not null,
        due_at i64 not null,                -- of the answer
        taken_at i64,
        answered_at i64,                    -- or refused, or taken back
        answered_by i64,
        answer text,                        -- personal
        version i64 not null
);
create unique index complaint_code on complaint (code);
create index complaint_dossier on complaint (dossier_id, id);
create index complaint_unit on complaint (unit_id, state, due_at, id);

create table complaint_file (
        id id primary key,
        complaint_id i64 not null,
        file_id i64 not null,
        answer bool not null                -- brought by who answered
);
create index complaint_file_complaint on complaint_file (complaint_id, id);
