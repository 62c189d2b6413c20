-- oldest: 1
-- Under which names others find what a published version holds: the process it is deployed as, its decisions.

create table design_offer (
        version_id i64 not null,
        kind text not null,                 -- as of its model
        name text not null
);
create index design_offer_name on design_offer (name, kind);
create index design_offer_version on design_offer (version_id);
