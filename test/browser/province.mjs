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

/** Another build, say with sanitizers, may be tried by MOTCUA_PROGRAM. */
const program = process.env.MOTCUA_PROGRAM ?? join(top, 'build/motcua');
const run_file = promisify(execFile);

/** The demo's ward whose officers do the main job. */
export const ward_name = 'Phường Đông Vệ';

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
 * demo-accounts.txt: its first line ends with the password of all; then a line an account: the name
 * to sign in with, the role, and for people: name, post, unit. Returns the first account of each role,
 * which works for the whole province, and those of one ward.
 */
function read_accounts(text) {
        const [head, ...lines] = text.trim().split('\n');
        const password = head.split(': ').at(-1).trim();
        const province = {};
        const ward = {};
        for (const line of lines) {
                const [name, role, ...words] = line.trim().split(/\s+/);
                const account = { name, role, password, unit: words.join(' ').split(', ').at(-1) };
                province[role] ??= account;
                if (account.unit === ward_name)
                        ward[role] ??= account;
        }
        return { province, ward };
}

export class Province {
        /** kind: 'sqlite' or 'postgresql' (which needs MOTCUA_TEST_PG). */
        static async make(kind, { dossiers = 40 } = {}) {
                const p = new Province();
                p.kind = kind;
                p.folder = mkdtempSync(join(tmpdir(), 'pages-'));
                p.data = join(p.folder, 'data');
                p.db = [];
                if (kind === 'postgresql') {
                        p.server = process.env.MOTCUA_TEST_PG;
                        p.database = await fresh_database(p.server);
                        p.db = ['--db', p.database.url];
                }
                await p.motcua('demo', '--dossiers', String(dossiers), '--seed', '1');
                Object.assign(p, read_accounts(readFileSync(join(p.data, 'demo-accounts.txt'), 'utf8')));
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
