// test/browser/shard.mjs: which part of all tests this process runs: MOTCUA_SHARD, set by run.mjs, or
// all of them. Only whole chains are shared out, or tests that do not depend on each other.

export const shards = 2;

const shard = process.env.MOTCUA_SHARD;

/** Whether the `n`th of what can be shared out is this process's. */
export function is_mine(n) {
        return shard === undefined || n % shards === Number(shard);
}
