-- oldest: 1
-- Figures by unit, procedure and month. A dossier's part in them is a function of its row here
-- (indicator_case), so what was counted can always be counted again and compared. Changes are only
-- inserted (figure_delta) and folded by a job (figure_total); readers add both.

create table indicator_case ( -- big
        dossier_id id primary key,
        unit_id i64 not null,               -- that resolves
        procedure_id i64 not null,
        submitted_month i64 not null,       -- year * 12 + month - 1, as all months here
        received_month i64,
        finished_month i64,
        closed_month i64,                   -- ended after it was accepted
        ended_month i64,                    -- refused or withdrawn
        returned_month i64,
        channel i64 not null,
        elsewhere i64 not null,
        papers i64 not null,
        fee i64 not null,
        outcome i64 not null,               -- 0 open, 1 early, 2 on time, 3 late
        ending i64 not null,                -- 3 refused, 7 withdrawn, 0 neither
        results i64 not null,
        supplements i64 not null,
        extensions i64 not null,
        finished_at i64,                    -- for which the two below were measured, once
        spent i64 not null,                 -- working minutes
        allowed i64 not null                -- working minutes, 0 without a limit
);
create index indicator_case_received on indicator_case (unit_id, received_month, dossier_id);
create index indicator_case_finished on indicator_case (unit_id, finished_month, dossier_id);
create index indicator_case_pair on indicator_case (unit_id, procedure_id, dossier_id);

-- unit_id, procedure_id and month are 0 for "all of them".
create table figure_total ( -- big
        procedure_id i64 not null,
        month i64 not null,
        unit_id i64 not null,
        submitted i64 not null,               -- dossiers handed in, in the month they came
        submitted_online i64 not null,        -- of these by the portal
        received i64 not null,                -- accepted, in the month of acceptance
        received_online i64 not null,
        received_post i64 not null,
        elsewhere i64 not null,               -- accepted at a counter of another agency (S24)
        digitised i64 not null,               -- accepted with at least one paper as a file
        with_fee i64 not null,                -- accepted, of a procedure that costs money
        finished i64 not null,                -- in the month the result was approved
        early i64 not null,                   -- before the day it was due
        on_time i64 not null,                 -- on that day, in time
        late i64 not null,                    -- after the due moment
        kept i64 not null,                    -- in time and with at most one request for papers (QĐ 766, 2.1)
        with_limit i64 not null,              -- finished ones that had a limit
        spent i64 not null,                   -- working minutes these took
        allowed i64 not null,                 -- working minutes these had
        saved i64 not null,                   -- working minutes they were early
        results i64 not null,                 -- finished with the result as a file
        supplemented i64 not null,            -- finished after a request for papers
        supplemented_twice i64 not null,
        extended i64 not null,                -- finished after an extension
        closed i64 not null,                  -- accepted ones that ended, finished or withdrawn
        refused i64 not null,
        withdrawn i64 not null,
        returned i64 not null,                -- result handed over
        primary key (procedure_id, month, unit_id)
);
create index figure_total_unit on figure_total (unit_id, month, procedure_id);

create table figure_delta ( -- big
        id id primary key,
        procedure_id i64 not null,
        month i64 not null,
        unit_id i64 not null,
        submitted i64 not null,               -- dossiers handed in, in the month they came
        submitted_online i64 not null,        -- of these by the portal
        received i64 not null,                -- accepted, in the month of acceptance
        received_online i64 not null,
        received_post i64 not null,
        elsewhere i64 not null,               -- accepted at a counter of another agency (S24)
        digitised i64 not null,               -- accepted with at least one paper as a file
        with_fee i64 not null,                -- accepted, of a procedure that costs money
        finished i64 not null,                -- in the month the result was approved
        early i64 not null,                   -- before the day it was due
        on_time i64 not null,                 -- on that day, in time
        late i64 not null,                    -- after the due moment
        kept i64 not null,                    -- in time and with at most one request for papers (QĐ 766, 2.1)
        with_limit i64 not null,              -- finished ones that had a limit
        spent i64 not null,                   -- working minutes these took
        allowed i64 not null,                 -- working minutes these had
        saved i64 not null,                   -- working minutes they were early
        results i64 not null,                 -- finished with the result as a file
        supplemented i64 not null,            -- finished after a request for papers
        supplemented_twice i64 not null,
        extended i64 not null,                -- finished after an extension
        closed i64 not null,                  -- accepted ones that ended, finished or withdrawn
        refused i64 not null,
        withdrawn i64 not null,
        returned i64 not null                 -- result handed over
);
create index figure_delta_month on figure_delta (month, unit_id, procedure_id);
create index figure_delta_pair on figure_delta (unit_id, procedure_id, month);
