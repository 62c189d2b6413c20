// bench/peer/server.mjs DB PORT PAGE COOKIE CODE: the procedure page as a good Node program would
// serve it: fastify, better-sqlite3, prepared statements over the very tables of DB, the page put
// together from constant pieces and escaped values. The pieces are cut from PAGE, the page as
// Motcua served it, so that both send the same bytes; the start fails unless what is made here
// equals PAGE.
//
// It does what the other side does for each request, with the same ten statements: session and name
// by the hash of its cookie, roles, delegations, absences, the permission, then the version in force,
// papers, fees, results, related procedures, and how many notices are unread.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import fastify from 'fastify';

const [, , file, port, page_file, cookie, code] = process.argv;
const db = new Database(file, { readonly: true });
db.pragma('mmap_size = 1073741824');

const version_columns = `v.id, v.procedure_id, p.code, v.number, v.state, v.valid_from, v.valid_to, v.name,
        v.usual, v.name_en, v.synonyms, v.field, v.event, v.level, v.level_2025, v.agency, v.unit_code,
        v.unit_code_2025, v.audience, v.online, v.limit_hundredths, v.limit_unit, v.limit_note,
        v.cutoff_minute, v.legal_basis, v.source, v.review, v.process, v.form, v.revision, v.reason`;
const in_force = `v.state = 'published' and v.valid_from <= @day
        and (v.valid_to is null or v.valid_to > @day)`;

/** Ids are 64 bits long: numbers of this language hold 53, so rows with ids come with BigInts. */
const with_ids = (sql) => db.prepare(sql).safeIntegers();

const statements = {
        session: with_ids(`select s.id, s.account_id, s.secret, s.seen_at, s.expires_at,
                s.confirmed_at, s.ended_at, a.name as login, a.kind, a.state, a.title, a.must_change,
                a.person_id, a.leaves_at, p.name as display from session s
                join account a on a.id = s.account_id join person p on p.id = a.person_id
                where s.hash = ?`),
        roles: with_ids(`select role, unit_id, tree from role_grant where account_id = @account and
                valid_from <= @at and (valid_to is null or valid_to > @at) order by role, unit_id`),
        delegations: with_ids(`select from_account, role, unit_id, tree from delegation
                where to_account = @account and valid_from <= @at and valid_to > @at and
                revoked_at is null order by from_account, role, unit_id`),
        absences: with_ids(`select account_id from absence where substitute_id = @account and
                valid_from <= @at and valid_to > @at order by account_id`),
        version: with_ids(`select ${version_columns} from procedure p
                join procedure_version v on v.procedure_id = p.id where p.code = @code and ${in_force}
                order by v.valid_from desc, v.id desc limit 1`),
        papers: db.prepare(`select id, ordinal, name, case_text, originals, copies, form
                from procedure_paper where version_id = ? order by ordinal`),
        fees: db.prepare(`select id, ordinal, kind, name, amount, unit, note from procedure_fee
                where version_id = ? order by ordinal`),
        results: db.prepare(`select id, ordinal, name from procedure_result where version_id = ?
                order by ordinal`),
        related: db.prepare(`select p.code, v.usual from procedure_version v
                join procedure p on p.id = v.procedure_id where v.event = @event and ${in_force}
                order by v.usual, v.id limit 5`),
        unread: db.prepare(`select count(*) as n from notice where account_id = ? and
                read_at is null`),
};

const shape = db.prepare("select value from setting where name = 'province.shape_day'").get()?.value;
const day_of = (date) => Math.floor(date.getTime() / 86400000);
const today = shape ? day_of(new Date(`${shape}T00:00:00Z`)) : undefined;

function read_all(cookie_value) {
        const now = Date.now();
        const day = today ?? day_of(new Date(now + 7 * 3600000));
        const hash = createHash('sha256').update(cookie_value).digest();
        const session = statements.session.get(hash);
        if (!session || session.ended_at !== null || session.expires_at < now)
                return null;
        const who = { account: session.account_id, at: now };
        const roles = statements.roles.all(who);
        statements.delegations.all(who);
        statements.absences.all(who);
        if (session.state !== 'active' || roles.length === 0)
                return null;
        const version = statements.version.get({ code, day });
        return {
                session, version,
                papers: statements.papers.all(version.id),
                fees: statements.fees.all(version.id),
                results: statements.results.all(version.id),
                related: statements.related.all({ event: version.event, day }),
                unread: statements.unread.get(session.account_id).n,
        };
}

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text) => text.replace(/[&<>"']/g, (c) => entities[c]);

/** Every text that the rows give and the page may show. */
function values(all) {
        return [all.session.display, all.version.usual, all.version.name, all.version.field,
                all.version.event, all.version.limit_note, ...all.version.legal_basis.split('\n'),
                ...all.papers.flatMap((p) => [p.name, p.case_text]),
                ...all.fees.flatMap((f) => [f.name, f.note]),
                ...all.results.map((r) => r.name),
                ...all.related.flatMap((r) => [r.usual, r.code])];
}

/** Cuts the page at the values it shows: constant pieces, and which value stands between them. */
function cut(page, list) {
        const order = list.map((text, i) => ({ text: escape(text), i })).filter((v) => v.text.length > 1)
                .sort((a, b) => b.text.length - a.text.length);
        let pieces = [page];
        for (const { text, i } of order)
                pieces = pieces.flatMap((piece) => typeof piece === 'string'
                        ? piece.split(text).flatMap((s, k) => (k ? [i, s] : [s])) : [piece]);
        return pieces;
}

const page = readFileSync(page_file, 'utf8');
const pieces = cut(page, values(read_all(cookie)));
const slots = pieces.filter((p) => typeof p === 'number').length;

function render(all) {
        const list = values(all);
        let out = '';
        for (const piece of pieces)
                out += typeof piece === 'string' ? piece : escape(list[piece]);
        return out;
}
if (render(read_all(cookie)) !== page || slots < 12) {
        console.error(`the page cannot be made here (${slots} values)`);
        process.exit(1);
}

const app = fastify({ logger: false });
app.get('/thu-tuc/:code', (request, reply) => {
        const sent = /(?:^|; )motcua=([^;]+)/.exec(request.headers.cookie ?? '');
        const all = sent && read_all(sent[1]);
        if (!all)
                return reply.code(303).header('location', '/dang-nhap').send();
        reply.header('content-type', 'text/html; charset=utf-8').header('cache-control', 'private, no-cache');
        return reply.send(render(all));
});
await app.listen({ host: '127.0.0.1', port: Number(port) });
