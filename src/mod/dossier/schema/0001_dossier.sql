-- oldest: 1
-- Drafts, dossiers, their papers, the steps they went through, the clock, issued papers.

-- What a person is filling in. Kept draft.days after the last change.
create table draft ( -- big
        id id primary key,
        code text not null,
        account_id i64 not null,
        version_id i64 not null,            -- procedure version
        place_id i64,                       -- unit chosen for "where"
        answers text not null,              -- personal
        version i64 not null,
        created_at i64 not null,
        updated_at i64 not null,
        expires_at i64 not null,
        dossier_id i64                      -- once submitted
);
create unique index draft_code on draft (code);
create index draft_account on draft (account_id, updated_at);
create index draft_expiry on draft (dossier_id, expires_at, id);

create table draft_paper (
        id id primary key,
        draft_id i64 not null,
        paper_id i64,                       -- of the procedure version; NULL: something else
        name text not null,
        file_id i64 not null,
        created_at i64 not null
);
create index draft_paper_draft on draft_paper (draft_id, id);

create table dossier ( -- big
        id id primary key,
        code text not null,
        procedure_id i64 not null,
        version_id i64 not null,
        state i64 not null,                 -- 1..10, domain.md 3.2
        step text not null,                 -- check, process, approve, return, done
        channel i64 not null,               -- 1 direct, 2 online, 3 post
        unit_id i64 not null,               -- resolves
        received_unit_id i64 not null,      -- took it in
        holder_id i64,                      -- account that works on it now
        account_id i64,                     -- applicant's account
        person_id i64,
        applicant_kind text not null,       -- citizen, enterprise, organisation, agency
        applicant_name text not null,       -- personal
        applicant_identity text,            -- personal
        applicant_birth_day i64,            -- personal
        applicant_phone text,               -- personal
        applicant_email text,               -- personal
        applicant_address text,             -- personal
        subject text not null,              -- personal
        answers text not null,              -- personal
        submitted_at i64 not null,
        check_due_at i64,                   -- when an online dossier must be checked
        accepted_at i64,
        due_at i64,
        stopped_at i64,                     -- since when the clock stands
        finished_at i64,
        returned_at i64,
        supplements i64 not null,           -- requests so far; the law allows one
        resumes_to i64,                     -- state that a supplement or payment leads back to
        version i64 not null
);
create unique index dossier_code on dossier (code);
create index dossier_queue on dossier (unit_id, state, due_at, id);
create index dossier_received on dossier (received_unit_id, state, check_due_at, id);
create index dossier_account on dossier (account_id, submitted_at);
create index dossier_holder on dossier (holder_id, state, due_at);

create table dossier_paper ( -- big
        id id primary key,
        dossier_id i64 not null,
        paper_id i64,
        name text not null,
        file_id i64,
        note text not null
);
create index dossier_paper_dossier on dossier_paper (dossier_id, id);

-- What happened, as people are told it. Never changed.
create table dossier_step ( -- big
        id id primary key,
        dossier_id i64 not null,
        seq i64 not null,
        at i64 not null,
        action text not null,
        from_state i64 not null,
        to_state i64 not null,
        actor_id i64,
        on_behalf_of i64,
        unit_id i64 not null,
        note text not null,                 -- personal
        due_at i64                          -- as it stood after this step
);
create unique index dossier_step_seq on dossier_step (dossier_id, seq);

-- The clock: when it ran and when it stood, and why (domain.md 3.5). Elapsed time is computed from here.
create table dossier_interval ( -- big
        id id primary key,
        dossier_id i64 not null,
        seq i64 not null,
        running bool not null,
        reason text not null,               -- accepted, supplement, payment, stopped, resumed ...
        from_at i64 not null,
        to_at i64
);
create unique index dossier_interval_seq on dossier_interval (dossier_id, seq);

-- Defects of a supplement request, all at once.
create table dossier_defect (
        id id primary key,
        dossier_id i64 not null,
        request_seq i64 not null,
        ordinal i64 not null,
        text text not null,                 -- personal
        answered_at i64
);
create index dossier_defect_dossier on dossier_defect (dossier_id, request_seq, ordinal);

-- Answers with a declared meaning: search, once-only and figures use these, never the JSON.
create table answer ( -- big
        dossier_id i64 not null,
        meaning text not null,
        text text,                          -- personal
        number i64,
        day i64,
        primary key (dossier_id, meaning)
);

-- Every printed or issued paper: its number, what it says, the file.
create table issued_paper ( -- big
        id id primary key,
        dossier_id i64 not null,
        form text not null,                 -- 01 .. 07, result
        number text not null,
        payload text not null,              -- personal
        file_id i64,
        issued_at i64 not null,
        issued_by i64
);
create index issued_paper_dossier on issued_paper (dossier_id, form, id);

-- Blocks of order numbers for dossier codes; a server leases a block and hands numbers out.
create table dossier_number (
        unit_id i64 not null,
        day i64 not null,
        next i64 not null,
        primary key (unit_id, day)
);
