-- Statements of the figures. Their columns are the X-macro COUNTERS of counts.h.

-- indicator_case_get(dossier_id i64) -> maybe indicator_case
select dossier_id, unit_id, procedure_id, submitted_month, received_month, finished_month, closed_month, ended_month, returned_month, channel,
       elsewhere, papers, fee, outcome, ending, results, supplements, extensions, finished_at, spent, allowed
  from indicator_case where dossier_id = ?dossier_id;

-- cases_of(unit i64, procedure i64, after_id i64, limit i64) -> many indicator_case
select dossier_id, unit_id, procedure_id, submitted_month, received_month, finished_month, closed_month, ended_month, returned_month, channel,
       elsewhere, papers, fee, outcome, ending, results, supplements, extensions, finished_at, spent, allowed
  from indicator_case where unit_id = ?unit and procedure_id = ?procedure and dossier_id > ?after_id order by dossier_id limit ?limit;

-- indicator_case_put(dossier_id i64, unit_id i64, procedure_id i64, submitted_month i64, received_month i64?, finished_month i64?, closed_month i64?, ended_month i64?, returned_month i64?, channel i64, elsewhere i64, papers i64, fee i64, outcome i64, ending i64, results i64, supplements i64, extensions i64, finished_at i64?, spent i64, allowed i64) -> exec
insert into indicator_case (dossier_id, unit_id, procedure_id, submitted_month, received_month, finished_month, closed_month, ended_month, returned_month, channel,
        elsewhere, papers, fee, outcome, ending, results, supplements, extensions, finished_at, spent, allowed)
values (?dossier_id, ?unit_id, ?procedure_id, ?submitted_month, ?received_month, ?finished_month, ?closed_month, ?ended_month, ?returned_month, ?channel,
        ?elsewhere, ?papers, ?fee, ?outcome, ?ending, ?results, ?supplements, ?extensions, ?finished_at, ?spent, ?allowed)
    on conflict (dossier_id) do update set unit_id = ?unit_id, procedure_id = ?procedure_id, submitted_month = ?submitted_month, received_month = ?received_month,
       finished_month = ?finished_month, closed_month = ?closed_month, ended_month = ?ended_month, returned_month = ?returned_month, channel = ?channel,
       elsewhere = ?elsewhere, papers = ?papers, fee = ?fee, outcome = ?outcome, ending = ?ending, results = ?results, supplements = ?supplements,
       extensions = ?extensions, finished_at = ?finished_at, spent = ?spent, allowed = ?allowed;

-- What else of a dossier is counted: its papers, its result, putting off, its end, whether it costs money.
-- case_facts(dossier_id i64, version_id i64) -> one case_facts(papers i64, results i64, extensions i64, ended_at i64?, fee i64)
select (select count(*) from dossier_paper where dossier_id = ?dossier_id and file_id is not null) as papers,
       (select count(*) from issued_paper where dossier_id = ?dossier_id and form = 'result') as results,
       (select count(*) from dossier_step where dossier_id = ?dossier_id and action = 'extend') as extensions,
       (select max(at) from dossier_step where dossier_id = ?dossier_id and to_state in (3, 7)) as ended_at,
       (select count(*) from procedure_fee where version_id = ?version_id and amount > 0) as fee;

-- The next unit that has figures, or no number.
-- figure_unit_next(after i64) -> one figure_key(key i64?)
select min(s.key) as key from (
        select min(unit_id) as key from indicator_case where unit_id > ?after
        union all select min(unit_id) as key from figure_total where unit_id > ?after
        union all select min(unit_id) as key from figure_delta where unit_id > ?after) s;

-- The next procedure of a unit that has figures. Every pair has its row of all months.
-- figure_pair_next(unit i64, after i64) -> one figure_key
select min(s.key) as key from (
        select min(procedure_id) as key from indicator_case where unit_id = ?unit and procedure_id > ?after
        union all select min(procedure_id) as key from figure_total where unit_id = ?unit and month = 0 and procedure_id > ?after
        union all select min(procedure_id) as key from figure_delta where unit_id = ?unit and procedure_id > ?after) s;

-- figure_procedure_next(after i64) -> one figure_key
select min(procedure_id) as key from figure_total where procedure_id > ?after;

-- By unit. procedure 0, `only` absent: of all procedures; else both name it. Months of what is folded, and of what is not.
-- figures_by_unit(procedure i64, only i64?, from_month i64, to_month i64, delta_from i64, delta_to i64) -> many figure_sum(key i64, submitted i64, submitted_online i64, received i64, received_online i64, received_post i64, elsewhere i64, digitised i64, with_fee i64, finished i64, early i64, on_time i64, late i64, kept i64, with_limit i64, spent i64, allowed i64, saved i64, results i64, supplemented i64, supplemented_twice i64, extended i64, closed i64, refused i64, withdrawn i64, returned i64)
select s.unit_id as key,
       cast(sum(s.submitted) as bigint) as submitted,
       cast(sum(s.submitted_online) as bigint) as submitted_online,
       cast(sum(s.received) as bigint) as received,
       cast(sum(s.received_online) as bigint) as received_online,
       cast(sum(s.received_post) as bigint) as received_post, cast(sum(s.elsewhere) as bigint) as elsewhere,
       cast(sum(s.digitised) as bigint) as digitised, cast(sum(s.with_fee) as bigint) as with_fee,
       cast(sum(s.finished) as bigint) as finished, cast(sum(s.early) as bigint) as early,
       cast(sum(s.on_time) as bigint) as on_time, cast(sum(s.late) as bigint) as late,
       cast(sum(s.kept) as bigint) as kept, cast(sum(s.with_limit) as bigint) as with_limit,
       cast(sum(s.spent) as bigint) as spent, cast(sum(s.allowed) as bigint) as allowed,
       cast(sum(s.saved) as bigint) as saved, cast(sum(s.results) as bigint) as results,
       cast(sum(s.supplemented) as bigint) as supplemented,
       cast(sum(s.supplemented_twice) as bigint) as supplemented_twice,
       cast(sum(s.extended) as bigint) as extended, cast(sum(s.closed) as bigint) as closed,
       cast(sum(s.refused) as bigint) as refused, cast(sum(s.withdrawn) as bigint) as withdrawn,
       cast(sum(s.returned) as bigint) as returned
  from (select
               unit_id, submitted, submitted_online, received, received_online, received_post, elsewhere,
               digitised, with_fee, finished, early, on_time, late, kept, with_limit, spent, allowed, saved,
               results, supplemented, supplemented_twice, extended, closed, refused, withdrawn, returned
          from figure_total where procedure_id = ?procedure and month >= ?from_month and month <= ?to_month and unit_id > 0
        union all
        select
               unit_id, submitted, submitted_online, received, received_online, received_post, elsewhere,
               digitised, with_fee, finished, early, on_time, late, kept, with_limit, spent, allowed, saved,
               results, supplemented, supplemented_twice, extended, closed, refused, withdrawn, returned
          from figure_delta where month >= ?delta_from and month <= ?delta_to {{if only}} and procedure_id = ?only {{end}}) s
 group by s.unit_id order by s.unit_id nulls last;

-- By month, of some units or (absent) of all.
-- figures_by_month(procedure i64, only i64?, units i64[]?, from_month i64, to_month i64) -> many figure_sum
select s.month as key,
       cast(sum(s.submitted) as bigint) as submitted,
       cast(sum(s.submitted_online) as bigint) as submitted_online,
       cast(sum(s.received) as bigint) as received,
       cast(sum(s.received_online) as bigint) as received_online,
       cast(sum(s.received_post) as bigint) as received_post, cast(sum(s.elsewhere) as bigint) as elsewhere,
       cast(sum(s.digitised) as bigint) as digitised, cast(sum(s.with_fee) as bigint) as with_fee,
       cast(sum(s.finished) as bigint) as finished, cast(sum(s.early) as bigint) as early,
       cast(sum(s.on_time) as bigint) as on_time, cast(sum(s.late) as bigint) as late,
       cast(sum(s.kept) as bigint) as kept, cast(sum(s.with_limit) as bigint) as with_limit,
       cast(sum(s.spent) as bigint) as spent, cast(sum(s.allowed) as bigint) as allowed,
       cast(sum(s.saved) as bigint) as saved, cast(sum(s.results) as bigint) as results,
       cast(sum(s.supplemented) as bigint) as supplemented,
       cast(sum(s.supplemented_twice) as bigint) as supplemented_twice,
       cast(sum(s.extended) as bigint) as extended, cast(sum(s.closed) as bigint) as closed,
       cast(sum(s.refused) as bigint) as refused, cast(sum(s.withdrawn) as bigint) as withdrawn,
       cast(sum(s.returned) as bigint) as returned
  from (select
               month, submitted, submitted_online, received, received_online, received_post, elsewhere,
               digitised, with_fee, finished, early, on_time, late, kept, with_limit, spent, allowed, saved,
               results, supplemented, supplemented_twice, extended, closed, refused, withdrawn, returned
          from figure_total where procedure_id = ?procedure and month >= ?from_month and month <= ?to_month and {{if units}} unit_id in (?units) {{else}} unit_id = 0 {{end}}
        union all
        select
               month, submitted, submitted_online, received, received_online, received_post, elsewhere,
               digitised, with_fee, finished, early, on_time, late, kept, with_limit, spent, allowed, saved,
               results, supplemented, supplemented_twice, extended, closed, refused, withdrawn, returned
          from figure_delta where month >= ?from_month and month <= ?to_month {{if only}} and procedure_id = ?only {{end}} {{if units}} and unit_id in (?units) {{end}}) s
 group by s.month order by s.month nulls last;

-- By procedure, of some units or (absent) of all.
-- figures_by_procedure(units i64[]?, from_month i64, to_month i64) -> many figure_sum
select s.procedure_id as key,
       cast(sum(s.submitted) as bigint) as submitted,
       cast(sum(s.submitted_online) as bigint) as submitted_online,
       cast(sum(s.received) as bigint) as received,
       cast(sum(s.received_online) as bigint) as received_online,
       cast(sum(s.received_post) as bigint) as received_post, cast(sum(s.elsewhere) as bigint) as elsewhere,
       cast(sum(s.digitised) as bigint) as digitised, cast(sum(s.with_fee) as bigint) as with_fee,
       cast(sum(s.finished) as bigint) as finished, cast(sum(s.early) as bigint) as early,
       cast(sum(s.on_time) as bigint) as on_time, cast(sum(s.late) as bigint) as late,
       cast(sum(s.kept) as bigint) as kept, cast(sum(s.with_limit) as bigint) as with_limit,
       cast(sum(s.spent) as bigint) as spent, cast(sum(s.allowed) as bigint) as allowed,
       cast(sum(s.saved) as bigint) as saved, cast(sum(s.results) as bigint) as results,
       cast(sum(s.supplemented) as bigint) as supplemented,
       cast(sum(s.supplemented_twice) as bigint) as supplemented_twice,
       cast(sum(s.extended) as bigint) as extended, cast(sum(s.closed) as bigint) as closed,
       cast(sum(s.refused) as bigint) as refused, cast(sum(s.withdrawn) as bigint) as withdrawn,
       cast(sum(s.returned) as bigint) as returned
  from (select
               procedure_id, submitted, submitted_online, received, received_online, received_post,
               elsewhere, digitised, with_fee, finished, early, on_time, late, kept, with_limit, spent,
               allowed, saved, results, supplemented, supplemented_twice, extended, closed, refused,
               withdrawn, returned
          from figure_total where month >= ?from_month and month <= ?to_month and procedure_id > 0 and {{if units}} unit_id in (?units) {{else}} unit_id = 0 {{end}}
        union all
        select
               procedure_id, submitted, submitted_online, received, received_online, received_post,
               elsewhere, digitised, with_fee, finished, early, on_time, late, kept, with_limit, spent,
               allowed, saved, results, supplemented, supplemented_twice, extended, closed, refused,
               withdrawn, returned
          from figure_delta where month >= ?from_month and month <= ?to_month {{if units}} and unit_id in (?units) {{end}}) s
 group by s.procedure_id order by s.procedure_id nulls last;

-- What is counted of one unit and procedure, by month.
-- figures_of_pair(unit i64, procedure i64) -> many figure_sum
select s.month as key,
       cast(sum(s.submitted) as bigint) as submitted,
       cast(sum(s.submitted_online) as bigint) as submitted_online,
       cast(sum(s.received) as bigint) as received,
       cast(sum(s.received_online) as bigint) as received_online,
       cast(sum(s.received_post) as bigint) as received_post, cast(sum(s.elsewhere) as bigint) as elsewhere,
       cast(sum(s.digitised) as bigint) as digitised, cast(sum(s.with_fee) as bigint) as with_fee,
       cast(sum(s.finished) as bigint) as finished, cast(sum(s.early) as bigint) as early,
       cast(sum(s.on_time) as bigint) as on_time, cast(sum(s.late) as bigint) as late,
       cast(sum(s.kept) as bigint) as kept, cast(sum(s.with_limit) as bigint) as with_limit,
       cast(sum(s.spent) as bigint) as spent, cast(sum(s.allowed) as bigint) as allowed,
       cast(sum(s.saved) as bigint) as saved, cast(sum(s.results) as bigint) as results,
       cast(sum(s.supplemented) as bigint) as supplemented,
       cast(sum(s.supplemented_twice) as bigint) as supplemented_twice,
       cast(sum(s.extended) as bigint) as extended, cast(sum(s.closed) as bigint) as closed,
       cast(sum(s.refused) as bigint) as refused, cast(sum(s.withdrawn) as bigint) as withdrawn,
       cast(sum(s.returned) as bigint) as returned
  from (select
               month, submitted, submitted_online, received, received_online, received_post, elsewhere,
               digitised, with_fee, finished, early, on_time, late, kept, with_limit, spent, allowed, saved,
               results, supplemented, supplemented_twice, extended, closed, refused, withdrawn, returned
          from figure_total where unit_id = ?unit and procedure_id = ?procedure and month > 0
        union all
        select
               month, submitted, submitted_online, received, received_online, received_post, elsewhere,
               digitised, with_fee, finished, early, on_time, late, kept, with_limit, spent, allowed, saved,
               results, supplemented, supplemented_twice, extended, closed, refused, withdrawn, returned
          from figure_delta where unit_id = ?unit and procedure_id = ?procedure) s
 group by s.month order by s.month nulls last;

-- By how much the row of all units is behind its units, by month.
-- cube_by_month(procedure i64) -> many figure_sum
select s.month as key,
       cast(sum(s.submitted) as bigint) as submitted,
       cast(sum(s.submitted_online) as bigint) as submitted_online,
       cast(sum(s.received) as bigint) as received,
       cast(sum(s.received_online) as bigint) as received_online,
       cast(sum(s.received_post) as bigint) as received_post, cast(sum(s.elsewhere) as bigint) as elsewhere,
       cast(sum(s.digitised) as bigint) as digitised, cast(sum(s.with_fee) as bigint) as with_fee,
       cast(sum(s.finished) as bigint) as finished, cast(sum(s.early) as bigint) as early,
       cast(sum(s.on_time) as bigint) as on_time, cast(sum(s.late) as bigint) as late,
       cast(sum(s.kept) as bigint) as kept, cast(sum(s.with_limit) as bigint) as with_limit,
       cast(sum(s.spent) as bigint) as spent, cast(sum(s.allowed) as bigint) as allowed,
       cast(sum(s.saved) as bigint) as saved, cast(sum(s.results) as bigint) as results,
       cast(sum(s.supplemented) as bigint) as supplemented,
       cast(sum(s.supplemented_twice) as bigint) as supplemented_twice,
       cast(sum(s.extended) as bigint) as extended, cast(sum(s.closed) as bigint) as closed,
       cast(sum(s.refused) as bigint) as refused, cast(sum(s.withdrawn) as bigint) as withdrawn,
       cast(sum(s.returned) as bigint) as returned
  from (select
               month, case when unit_id = 0 then -submitted else submitted end as submitted,
               case when unit_id = 0 then -submitted_online else submitted_online end as submitted_online,
               case when unit_id = 0 then -received else received end as received,
               case when unit_id = 0 then -received_online else received_online end as received_online,
               case when unit_id = 0 then -received_post else received_post end as received_post,
               case when unit_id = 0 then -elsewhere else elsewhere end as elsewhere,
               case when unit_id = 0 then -digitised else digitised end as digitised,
               case when unit_id = 0 then -with_fee else with_fee end as with_fee,
               case when unit_id = 0 then -finished else finished end as finished,
               case when unit_id = 0 then -early else early end as early,
               case when unit_id = 0 then -on_time else on_time end as on_time,
               case when unit_id = 0 then -late else late end as late,
               case when unit_id = 0 then -kept else kept end as kept,
               case when unit_id = 0 then -with_limit else with_limit end as with_limit,
               case when unit_id = 0 then -spent else spent end as spent,
               case when unit_id = 0 then -allowed else allowed end as allowed,
               case when unit_id = 0 then -saved else saved end as saved,
               case when unit_id = 0 then -results else results end as results,
               case when unit_id = 0 then -supplemented else supplemented end as supplemented,
               case when unit_id = 0 then -supplemented_twice else supplemented_twice end as supplemented_twice,
               case when unit_id = 0 then -extended else extended end as extended,
               case when unit_id = 0 then -closed else closed end as closed,
               case when unit_id = 0 then -refused else refused end as refused,
               case when unit_id = 0 then -withdrawn else withdrawn end as withdrawn,
               case when unit_id = 0 then -returned else returned end as returned
          from figure_total where procedure_id = ?procedure) s
 group by s.month order by s.month nulls last;

-- By how much the row of all months is behind its months, by unit.
-- cube_by_unit(procedure i64) -> many figure_sum
select s.unit_id as key,
       cast(sum(s.submitted) as bigint) as submitted,
       cast(sum(s.submitted_online) as bigint) as submitted_online,
       cast(sum(s.received) as bigint) as received,
       cast(sum(s.received_online) as bigint) as received_online,
       cast(sum(s.received_post) as bigint) as received_post, cast(sum(s.elsewhere) as bigint) as elsewhere,
       cast(sum(s.digitised) as bigint) as digitised, cast(sum(s.with_fee) as bigint) as with_fee,
       cast(sum(s.finished) as bigint) as finished, cast(sum(s.early) as bigint) as early,
       cast(sum(s.on_time) as bigint) as on_time, cast(sum(s.late) as bigint) as late,
       cast(sum(s.kept) as bigint) as kept, cast(sum(s.with_limit) as bigint) as with_limit,
       cast(sum(s.spent) as bigint) as spent, cast(sum(s.allowed) as bigint) as allowed,
       cast(sum(s.saved) as bigint) as saved, cast(sum(s.results) as bigint) as results,
       cast(sum(s.supplemented) as bigint) as supplemented,
       cast(sum(s.supplemented_twice) as bigint) as supplemented_twice,
       cast(sum(s.extended) as bigint) as extended, cast(sum(s.closed) as bigint) as closed,
       cast(sum(s.refused) as bigint) as refused, cast(sum(s.withdrawn) as bigint) as withdrawn,
       cast(sum(s.returned) as bigint) as returned
  from (select
               unit_id, case when month = 0 then -submitted else submitted end as submitted,
               case when month = 0 then -submitted_online else submitted_online end as submitted_online,
               case when month = 0 then -received else received end as received,
               case when month = 0 then -received_online else received_online end as received_online,
               case when month = 0 then -received_post else received_post end as received_post,
               case when month = 0 then -elsewhere else elsewhere end as elsewhere,
               case when month = 0 then -digitised else digitised end as digitised,
               case when month = 0 then -with_fee else with_fee end as with_fee,
               case when month = 0 then -finished else finished end as finished,
               case when month = 0 then -early else early end as early,
               case when month = 0 then -on_time else on_time end as on_time,
               case when month = 0 then -late else late end as late,
               case when month = 0 then -kept else kept end as kept,
               case when month = 0 then -with_limit else with_limit end as with_limit,
               case when month = 0 then -spent else spent end as spent,
               case when month = 0 then -allowed else allowed end as allowed,
               case when month = 0 then -saved else saved end as saved,
               case when month = 0 then -results else results end as results,
               case when month = 0 then -supplemented else supplemented end as supplemented,
               case when month = 0 then -supplemented_twice else supplemented_twice end as supplemented_twice,
               case when month = 0 then -extended else extended end as extended,
               case when month = 0 then -closed else closed end as closed,
               case when month = 0 then -refused else refused end as refused,
               case when month = 0 then -withdrawn else withdrawn end as withdrawn,
               case when month = 0 then -returned else returned end as returned
          from figure_total where procedure_id = ?procedure) s
 group by s.unit_id order by s.unit_id nulls last;

-- By how much the row of all procedures is behind its procedures, by month.
-- cube_of_unit(unit i64) -> many figure_sum
select s.month as key,
       cast(sum(s.submitted) as bigint) as submitted,
       cast(sum(s.submitted_online) as bigint) as submitted_online,
       cast(sum(s.received) as bigint) as received,
       cast(sum(s.received_online) as bigint) as received_online,
       cast(sum(s.received_post) as bigint) as received_post, cast(sum(s.elsewhere) as bigint) as elsewhere,
       cast(sum(s.digitised) as bigint) as digitised, cast(sum(s.with_fee) as bigint) as with_fee,
       cast(sum(s.finished) as bigint) as finished, cast(sum(s.early) as bigint) as early,
       cast(sum(s.on_time) as bigint) as on_time, cast(sum(s.late) as bigint) as late,
       cast(sum(s.kept) as bigint) as kept, cast(sum(s.with_limit) as bigint) as with_limit,
       cast(sum(s.spent) as bigint) as spent, cast(sum(s.allowed) as bigint) as allowed,
       cast(sum(s.saved) as bigint) as saved, cast(sum(s.results) as bigint) as results,
       cast(sum(s.supplemented) as bigint) as supplemented,
       cast(sum(s.supplemented_twice) as bigint) as supplemented_twice,
       cast(sum(s.extended) as bigint) as extended, cast(sum(s.closed) as bigint) as closed,
       cast(sum(s.refused) as bigint) as refused, cast(sum(s.withdrawn) as bigint) as withdrawn,
       cast(sum(s.returned) as bigint) as returned
  from (select
               month, case when procedure_id = 0 then -submitted else submitted end as submitted,
               case when procedure_id = 0 then -submitted_online else submitted_online end as submitted_online,
               case when procedure_id = 0 then -received else received end as received,
               case when procedure_id = 0 then -received_online else received_online end as received_online,
               case when procedure_id = 0 then -received_post else received_post end as received_post,
               case when procedure_id = 0 then -elsewhere else elsewhere end as elsewhere,
               case when procedure_id = 0 then -digitised else digitised end as digitised,
               case when procedure_id = 0 then -with_fee else with_fee end as with_fee,
               case when procedure_id = 0 then -finished else finished end as finished,
               case when procedure_id = 0 then -early else early end as early,
               case when procedure_id = 0 then -on_time else on_time end as on_time,
               case when procedure_id = 0 then -late else late end as late,
               case when procedure_id = 0 then -kept else kept end as kept,
               case when procedure_id = 0 then -with_limit else with_limit end as with_limit,
               case when procedure_id = 0 then -spent else spent end as spent,
               case when procedure_id = 0 then -allowed else allowed end as allowed,
               case when procedure_id = 0 then -saved else saved end as saved,
               case when procedure_id = 0 then -results else results end as results,
               case when procedure_id = 0 then -supplemented else supplemented end as supplemented,
               case when procedure_id = 0 then -supplemented_twice else supplemented_twice end as supplemented_twice,
               case when procedure_id = 0 then -extended else extended end as extended,
               case when procedure_id = 0 then -closed else closed end as closed,
               case when procedure_id = 0 then -refused else refused end as refused,
               case when procedure_id = 0 then -withdrawn else withdrawn end as withdrawn,
               case when procedure_id = 0 then -returned else returned end as returned
          from figure_total where unit_id = ?unit) s
 group by s.month order by s.month nulls last;

-- figure_delta_insert(id i64, procedure_id i64, month i64, unit_id i64, submitted i64, submitted_online i64, received i64, received_online i64, received_post i64, elsewhere i64, digitised i64, with_fee i64, finished i64, early i64, on_time i64, late i64, kept i64, with_limit i64, spent i64, allowed i64, saved i64, results i64, supplemented i64, supplemented_twice i64, extended i64, closed i64, refused i64, withdrawn i64, returned i64) -> exec
insert into figure_delta (id, procedure_id, month, unit_id,
        submitted, submitted_online, received, received_online, received_post, elsewhere, digitised,
        with_fee, finished, early, on_time, late, kept, with_limit, spent, allowed, saved, results,
        supplemented, supplemented_twice, extended, closed, refused, withdrawn, returned)
values (?id, ?procedure_id, ?month, ?unit_id,
        ?submitted, ?submitted_online, ?received, ?received_online, ?received_post, ?elsewhere, ?digitised,
        ?with_fee, ?finished, ?early, ?on_time, ?late, ?kept, ?with_limit, ?spent, ?allowed, ?saved,
        ?results, ?supplemented, ?supplemented_twice, ?extended, ?closed, ?refused, ?withdrawn, ?returned);

-- figure_total_add(procedure_id i64, month i64, unit_id i64, submitted i64, submitted_online i64, received i64, received_online i64, received_post i64, elsewhere i64, digitised i64, with_fee i64, finished i64, early i64, on_time i64, late i64, kept i64, with_limit i64, spent i64, allowed i64, saved i64, results i64, supplemented i64, supplemented_twice i64, extended i64, closed i64, refused i64, withdrawn i64, returned i64) -> exec
insert into figure_total (procedure_id, month, unit_id,
        submitted, submitted_online, received, received_online, received_post, elsewhere, digitised,
        with_fee, finished, early, on_time, late, kept, with_limit, spent, allowed, saved, results,
        supplemented, supplemented_twice, extended, closed, refused, withdrawn, returned)
values (?procedure_id, ?month, ?unit_id,
        ?submitted, ?submitted_online, ?received, ?received_online, ?received_post, ?elsewhere, ?digitised,
        ?with_fee, ?finished, ?early, ?on_time, ?late, ?kept, ?with_limit, ?spent, ?allowed, ?saved,
        ?results, ?supplemented, ?supplemented_twice, ?extended, ?closed, ?refused, ?withdrawn, ?returned)
    on conflict (procedure_id, month, unit_id) do update set
        submitted = figure_total.submitted + ?submitted,
        submitted_online = figure_total.submitted_online + ?submitted_online,
        received = figure_total.received + ?received,
        received_online = figure_total.received_online + ?received_online,
        received_post = figure_total.received_post + ?received_post,
        elsewhere = figure_total.elsewhere + ?elsewhere, digitised = figure_total.digitised + ?digitised,
        with_fee = figure_total.with_fee + ?with_fee, finished = figure_total.finished + ?finished,
        early = figure_total.early + ?early, on_time = figure_total.on_time + ?on_time,
        late = figure_total.late + ?late, kept = figure_total.kept + ?kept,
        with_limit = figure_total.with_limit + ?with_limit, spent = figure_total.spent + ?spent,
        allowed = figure_total.allowed + ?allowed, saved = figure_total.saved + ?saved,
        results = figure_total.results + ?results, supplemented = figure_total.supplemented + ?supplemented,
        supplemented_twice = figure_total.supplemented_twice + ?supplemented_twice,
        extended = figure_total.extended + ?extended, closed = figure_total.closed + ?closed,
        refused = figure_total.refused + ?refused, withdrawn = figure_total.withdrawn + ?withdrawn,
        returned = figure_total.returned + ?returned;

-- scan: folding takes the oldest first, by primary key
-- figure_deltas_oldest(limit i64) -> many figure_delta_row
select id, procedure_id, month, unit_id,
        submitted, submitted_online, received, received_online, received_post, elsewhere, digitised,
        with_fee, finished, early, on_time, late, kept, with_limit, spent, allowed, saved, results,
        supplemented, supplemented_twice, extended, closed, refused, withdrawn, returned
  from figure_delta order by id limit ?limit;

-- figure_deltas_delete(ids i64[]) -> exec
delete from figure_delta where id in (?ids);

-- Open dossiers that are late, by unit and procedure.
-- open_late(units i64[], now i64) -> many open_late_row(unit_id i64, procedure_id i64, n i64)
select unit_id, procedure_id, count(*) as n from dossier where unit_id in (?units) and state in (2, 4) and due_at < ?now
 group by unit_id, procedure_id order by unit_id, procedure_id;

-- Those that were open and late at the end of a past period, and are finished since.
-- late_then(units i64[], month i64, at i64) -> many open_late_row
select c.unit_id as unit_id, c.procedure_id as procedure_id, count(*) as n
  from indicator_case c join dossier d on d.id = c.dossier_id
 where c.unit_id in (?units) and c.finished_month > ?month and c.received_month <= ?month and d.due_at < ?at
 group by c.unit_id, c.procedure_id order by c.unit_id, c.procedure_id;

-- Procedures in force on a day: how many, online, with all the parts that must be public.
-- catalogue_facts(day i64) -> one catalogue_facts(procedures i64, online i64, complete i64)
select count(*) as procedures, cast(coalesce(sum(case when online <> 'none' then 1 else 0 end), 0) as bigint) as online,
       cast(coalesce(sum(case when name <> '' and agency <> '' and audience <> '' and limit_hundredths is not null and legal_basis <> ''
              and exists (select 1 from procedure_paper p where p.version_id = v.id) and exists (select 1 from procedure_result r where r.version_id = v.id)
              then 1 else 0 end), 0) as bigint) as complete
  from procedure_version v where state = 'published' and valid_from <= ?day and (valid_to is null or valid_to > ?day);

-- Names of procedures on a day.
-- procedure_names(day i64) -> many procedure_name
select v.procedure_id as procedure_id, p.code as code, v.usual as usual, v.field as field, v.online as online
  from procedure_version v join procedure p on p.id = v.procedure_id
 where v.state = 'published' and v.valid_from <= ?day and (v.valid_to is null or v.valid_to > ?day) order by v.procedure_id;

-- The dossiers behind a number, newest first: those accepted or finished in some months.
-- dossiers_behind(units i64[], received_from i64?, received_to i64?, finished_from i64?, finished_to i64?, outcome i64?, channel i64?, before_id i64, limit i64) -> many dossier_behind
select d.id as id, d.code as code, d.state as state, d.unit_id as unit_id, d.procedure_id as procedure_id, d.accepted_at as accepted_at, d.due_at as due_at,
       d.finished_at as finished_at, c.outcome as outcome, c.spent as spent
  from indicator_case c join dossier d on d.id = c.dossier_id
 where c.unit_id in (?units) and c.dossier_id < ?before_id
   {{if received_from}} and c.received_month >= ?received_from {{end}} {{if received_to}} and c.received_month <= ?received_to {{end}}
   {{if finished_from}} and c.finished_month >= ?finished_from {{end}} {{if finished_to}} and c.finished_month <= ?finished_to {{end}}
   {{if outcome}} and c.outcome = ?outcome {{end}} {{if channel}} and c.channel = ?channel {{end}}
 order by c.dossier_id desc limit ?limit;

-- cause_steps(dossier_id i64) -> many cause_step
select at, action, to_state from dossier_step where dossier_id = ?dossier_id order by seq;
