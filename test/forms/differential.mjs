// test/forms/differential.mjs PROGRAM: random forms with random data, filled in by `fill_form` and by the viewer
// of form-js 1.23 in Chromium: the same answers are visible, the same fields are wrong. Skipped by name when
// the npm modules are not there (`test/npm.sh test/forms` and `test/npm.sh` bring them).

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const viewer = join(here, 'node_modules/@bpmn-io/form-js/dist/form-viewer.umd.js');
const driver = join(here, '../../node_modules/playwright-core/index.mjs');
const chromium_path = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((p) => existsSync(p));
const forms = Number(process.env.MOTCUA_FORMS ?? 300);

for (const needed of [viewer, driver, chromium_path ?? 'chromium'])
        if (!existsSync(needed)) {
                console.log(`skipped: no ${needed}`);
                process.exit(0);
        }

let seed = 20261122;
const below = (n) => {
        seed = (seed * 1103515245 + 12345) % 2147483648;
        return Math.floor((seed / 2147483648) * n);
};
const pick = (list) => list[below(list.length)];
const words = ['', 'a', 'abc', 'abcdef', 'Ab1', 'ưới', 'x'];
const numbers = [null, 0, 1, 3, 5, 12, -2];
const letters = ['a', 'b', 'c'];

/** Conditions on other fields: kinds of them by type. */
function condition(others, scope) {
        const o = pick(others);
        const name = scope + o.key;
        const made = {
                textfield: () => pick([`${name} = "${pick(words)}"`, `contains(${name}, "a")`,
                        `string length(${name}) > 2`]),
                number: () => pick([`${name} > ${below(6)}`, `${name} = null`, `${name} = 3`]),
                checkbox: () => pick([name, `not(${name})`, `${name} = false`]),
                select: () => `${name} = "${pick(letters)}"`,
                radio: () => pick([`${name} = null`, `${name} != "a"`]),
                checklist: () => pick([`count(${name}) > 1`, `list contains(${name}, "a")`]),
        }[o.type];
        return `=${made ? made() : 'true'}`;
}

function rules(type) {
        const v = {};
        if (below(2))
                v.required = true;
        if (type === 'textfield' || type === 'textarea')
                Object.assign(v, pick([{}, { minLength: 2 }, { maxLength: 3 }, { maxLength: '=1 + 1' },
                        type === 'textfield' ? { pattern: '^[a-z]+$' } : {}]));
        if (type === 'number')
                Object.assign(v, pick([{}, { min: 1 }, { max: 4 }, { min: '=1 + 1' }]));
        return v;
}

let serial = 0;
function input(type, others, scope = '') {
        const key = `k${serial}`;
        const f = { type, key, label: key, id: `F_${serial++}` };
        if (['radio', 'select', 'checklist', 'taglist'].includes(type))
                f.values = letters.map((v) => ({ label: v.toUpperCase(), value: v }));
        if (type === 'number' && below(3) === 0)
                f.decimalDigits = 0;
        if (type === 'expression') {
                const from = others.filter((o) => o.type === 'number' && !o.conditional);
                f.expression = from.length ? `=${pick(from).key} + 1` : '=2 * 3';
                delete f.label;
        } else {
                f.validate = rules(type);
        }
        if (others.length && below(3) === 0)
                f.conditional = { hide: condition(others, scope) };
        if (below(12) === 0 && type !== 'expression')
                f.disabled = true;
        return f;
}

function value(f) {
        switch (f.type) {
        case 'textfield': case 'textarea': return pick(words);
        case 'number': return pick(numbers);
        case 'checkbox': return below(2) === 1;
        case 'radio': case 'select': return pick([...letters, null]);
        case 'checklist': case 'taglist': return letters.filter(() => below(2));
        default: return undefined;
        }
}

const types = ['textfield', 'textfield', 'number', 'number', 'checkbox', 'radio', 'select', 'checklist',
        'taglist', 'textarea', 'expression'];

function random_form() {
        const components = [], data = {}, known = [];
        serial = 0;
        for (let n = 3 + below(6); n > 0; n--) {
                const f = input(pick(types), known);
                known.push(f);
                const v = value(f);
                if (v !== undefined && below(6))
                        data[f.key] = v;
                components.push(f);
        }
        if (below(2)) {
                const inner = [input('textfield', []), input('number', [])];
                const g = { type: 'group', id: 'G', label: 'G', components: inner };
                if (below(2))
                        g.path = 'g';
                if (below(2))
                        g.conditional = { hide: condition(known, '') };
                const at = g.path ? (data.g = {}) : data;
                for (const f of inner)
                        at[f.key] = value(f);
                components.push(g);
        }
        if (below(2)) {
                const first = input(pick(['textfield', 'number', 'checkbox']), []);
                const second = input('textfield', [first], 'this.');
                const l = { type: 'dynamiclist', id: 'L', path: 'rows', label: 'L', isRepeating: true,
                        allowAddRemove: true, defaultRepetitions: 1, components: [first, second] };
                if (below(3) === 0)
                        l.conditional = { hide: condition(known, '') };
                data.rows = Array.from({ length: below(4) }, () => (
                        { [first.key]: value(first), [second.key]: value(second) }));
                components.push(l);
        }
        return { schema: { type: 'default', id: 'f', schemaVersion: 19, components }, data };
}

/** What the viewer would submit, and which fields it finds wrong. */
async function by_viewer(page, cases) {
        return page.evaluate(async (list) => {
                const out = [];
                const wait = () => new Promise((done) => setTimeout(done, 12));
                const flat = (errors, id) => (Array.isArray(errors) && errors.every((e) => typeof e === 'string')
                        ? (errors.length ? [id] : [])
                        : Object.entries(errors).flatMap(([k, e]) => (e ? flat(e, `${id}.${k}`) : [])));
                for (const { schema, data } of list) {
                        const container = document.createElement('div');
                        document.body.append(container);
                        const form = new globalThis.FormViewer.Form({ container });
                        const imported = form.importSchema(schema, data);
                        /* Else what was imported would stand in for answers that are hidden. */
                        form._setState({ initialData: {} });
                        await imported;
                        for (let i = 0; i < 4; i++)
                                await wait();
                        const { data: answers, errors } = form.submit();
                        out.push({ answers: JSON.parse(JSON.stringify(answers)),
                                wrong: Object.entries(errors).flatMap(([id, e]) => flat(e, id)) });
                        form.destroy();
                        container.remove();
                }
                return out;
        }, cases);
}

/** Null, absent and empty containers say the same, as do rows at the end in which all is hidden. */
function plain(v) {
        if (Array.isArray(v)) {
                const rows = v.map((x) => plain(x) ?? {});
                while (rows.length && typeof rows.at(-1) === 'object' && !Object.keys(rows.at(-1)).length)
                        rows.pop();
                return rows;
        }
        if (v && typeof v === 'object') {
                const e = Object.entries(v).map(([k, x]) => [k, plain(x)])
                        .filter(([, x]) => x !== undefined && x !== null &&
                                !(typeof x === 'object' && Object.keys(x).length === 0))
                        .sort(([a], [b]) => (a < b ? -1 : 1));
                return Object.fromEntries(e);
        }
        return v ?? undefined;
}
const said = (r) => JSON.stringify({ answers: plain(r.answers), wrong: [...(r.wrong ?? [r.problem])].sort() });

const { chromium } = await import(driver);
const browser = await chromium.launch({ executablePath: chromium_path, args: ['--headless=new', '--no-sandbox'] });
const page = await browser.newPage();
await page.addScriptTag({ path: viewer });
const cases = Array.from({ length: forms }, random_form);
const ours = execFileSync(process.argv[2], { input: cases.map((c) => `${JSON.stringify(c)}\n`).join(''),
        encoding: 'utf8', maxBuffer: 1 << 28 }).trim().split('\n').map((l) => JSON.parse(l));
const theirs = await by_viewer(page, cases);
await browser.close();
let differ = 0;
cases.forEach((c, i) => {
        if (said(ours[i]) === said(theirs[i]))
                return;
        if (++differ <= 5)
                console.log(`form ${i}:\n  form-js: ${said(theirs[i])}\n  ours:    ${said(ours[i])}\n  ` +
                        `${JSON.stringify(c)}`);
});
console.log(`${forms - differ} of ${forms} forms agree`);
process.exit(differ ? 1 : 0);
