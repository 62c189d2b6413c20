// test/browser/province.mjs: a demo province in a folder of its own, served by the release program,
// on SQLite or on a fresh database of the PostgreSQL that MOTCUA_TEST_PG names; and its command line.

import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const top = fileURLToPath(new URL('../..', import.meta.url));
const program = join(top, 'build/motcua');
const run_file = promisify(execFile);

function free_port() {
        return new Promise((found, failed) => {
                const probe = net.createServer();
                probe.on('error', failed);
                probe.listen(0, '127.0.0.1', () => {
                        const { port } = probe.address();
                        probe.close(() => found(port));
                });
        });
}

async function fresh_database(url) {
        const name = `motcua_pages_${process.pid}_${Date.now()}`;
        await run_file('psql', [url, '-qc', `create database ${name} template template0`]);
        return { name, url: url.replace(/\/[^/?]*(\?|$)/, `/${name}$1`) };
}

/**
 * demo-accounts.txt: a line an account: role, name to sign in with, password, then the unit's code
 * and words for people. `#` begins a comment.
 */
function read_accounts(text) {
        const accounts = {};
        for (const line of text.split('\n')) {
                const [role, name, password, unit, ...rest] = line.trim().split(/\s+/);
                if (password && !role.startsWith('#') && !accounts[role])
                        accounts[role] = { role, name, password, unit, words: rest.join(' ') };
        }
        return accounts;
}

export class Province {
        /** kind: 'sqlite' or 'postgresql' (which needs MOTCUA_TEST_PG). */
        static async make(kind, { dossiers = 40 } = {}) {
                const p = new Province();
                p.kind = kind;
                p.folder = mkdtempSync(join(tmpdir(), 'motcua-pages-'));
                p.data = join(p.folder, 'data');
                p.db = [];
                if (kind === 'postgresql') {
                        p.server = process.env.MOTCUA_TEST_PG;
                        p.database = await fresh_database(p.server);
                        p.db = ['--db', p.database.url];
                }
                await p.motcua('demo', '--dossiers', String(dossiers), '--seed', '1');
                p.accounts = read_accounts(readFileSync(join(p.data, 'demo-accounts.txt'), 'utf8'));
                return p;
        }

        /** `motcua COMMAND --data DIR …`: what it printed. Throws when it fails. */
        async motcua(command, ...args) {
                const { stdout } = await run_file(program,
                        [command, '--data', this.data, ...this.db, ...args], { maxBuffer: 1 << 26 });
                return stdout;
        }

        async serve() {
                const port = await free_port();
                this.log = '';
                this.base = `http://127.0.0.1:${port}`;
                this.child = spawn(program, ['serve', '--data', this.data,
                        '--listen', `127.0.0.1:${port}`, ...this.db], { stdio: ['ignore', 'pipe', 'pipe'] });
                this.child.stdout.on('data', (d) => { this.log += d; });
                this.child.stderr.on('data', (d) => { this.log += d; });
                this.ended = new Promise((done) => this.child.on('exit', (code, signal) => {
                        this.child = undefined;
                        done(code ?? signal);
                }));
                for (let i = 0; i < 600 && this.child; i++) {
                        const ready = await fetch(`${this.base}/readyz`).then((r) => r.ok, () => false);
                        if (ready)
                                return;
                        await new Promise((r) => setTimeout(r, 50));
                }
                throw new Error(`the server did not come up:\n${this.log.slice(-4000)}`);
        }

        async stop(signal = 'SIGTERM') {
                this.child?.kill(signal);
                return this.ended;
        }

        async remove() {
                await this.stop();
                rmSync(this.folder, { recursive: true, force: true });
                if (this.database)
                        await run_file('psql', [this.server, '-qc',
                                `drop database ${this.database.name} with (force)`]);
        }
}

export const kinds = process.env.MOTCUA_TEST_PG ? ['sqlite', 'postgresql'] : ['sqlite'];
