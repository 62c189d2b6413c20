-- oldest: 1
-- A telephone as the camera of a draft (camera.h): a link for one paper and a short time. What opens it is
-- kept nowhere; here is its hash.
create table camera (
        id id primary key,
        hash blob not null,
        draft_id i64 not null,
        paper_id i64 not null,
        account_id i64 not null,            -- who opened it, and whose files come of it
        begun_at i64 not null,
        expires_at i64 not null,
        ended_at i64
);
create unique index camera_hash on camera (hash);
create index camera_draft on camera (draft_id, id);
create index camera_account on camera (account_id, begun_at);

-- The link by which a file came; NULL: another way.
alter table draft_paper add column camera_id i64;
