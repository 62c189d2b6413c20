// test/browser/run.mjs [WORDS]: all tests in the browser, or those whose name matches WORDS.
//
// All of them are shared out to two processes, each with its own browser and provinces: one alone
// leaves half of a machine with two cores idle. With WORDS there is one process.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { close_browser, open_browser } from './browser.mjs';
import { is_mine, shards } from './shard.mjs';
import { run } from './suite.mjs';

/** Each goes to one process. */
const chains = [['selftest', 'forms', 'main_job', 'counter'], ['designers', 'passkeys', 'uploads', 'identity']];

/** One shard in a process of its own: its lines are passed on whole. Returns [passed, failed]. */
function run_shard(shard) {
        return new Promise((done) => {
                const child = spawn(process.execPath, [fileURLToPath(import.meta.url)],
                        { env: { ...process.env, MOTCUA_SHARD: String(shard) },
                                stdio: ['ignore', 'pipe', 'inherit'] });
                let rest = '';
                let counts = [0, 1]; // of one that breaks off
                child.stdout.setEncoding('utf8').on('data', (text) => {
                        const lines = (rest + text).split('\n');
                        rest = lines.pop();
                        for (const line of lines) {
                                const closing = /^(\d+) passed, (\d+) failed$/.exec(line);
                                if (closing)
                                        counts = closing.slice(1).map(Number);
                                else
                                        console.log(line);
                        }
                });
                child.on('close', () => done(counts));
        });
}

async function run_all() {
        const counts = await Promise.all([...Array(shards).keys()].map(run_shard));
        const [passed, failed] = [0, 1].map((i) => counts.reduce((sum, c) => sum + c[i], 0));
        console.log(`${passed} passed, ${failed} failed`);
        return failed === 0 && passed > 0;
}

async function run_here(words) {
        await import('./page_states.mjs'); // shares out its pages itself
        for (const file of chains.filter((_, n) => is_mine(n)).flat())
                await import(`./${file}.mjs`);
        await open_browser();
        const good = await run(words);
        await close_browser();
        return good;
}

const words = process.argv[2];
const alone = words !== undefined || process.env.MOTCUA_SHARD !== undefined;
process.exit(await (alone ? run_here(words) : run_all()) ? 0 : 1);
