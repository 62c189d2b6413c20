-- oldest: 1
-- Law that is a number or a yes, with its first and last day and the act it comes from (rule.h).
create table law_rule (
        name text not null,
        subject text not null,              -- a procedure's code; '' of all
        valid_from i64 not null,            -- civil day
        valid_to i64,                       -- first day it is no more
        value i64 not null,
        basis text not null,
        primary key (name, subject, valid_from)
);
