// test/browser/designers.mjs: models as an officer makes them: a task is drawn in the real editor with
// the mouse, saved and opened again; marks stand where the check found something; nothing is lost when
// somebody else saved meanwhile; tables are filled in by keyboard without a script; a second person
// approves.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { axe_errors } from './checks.mjs';
import { apply, come_as, make_design, move, new_person, publish_design, register, submit_design } from './people.mjs';
import { Province, top } from './province.mjs';
import { expect, same, test } from './suite.mjs';

/** Editors are inside the program only where npm could be reached; their tests need them. */
const drawn = existsSync(join(top, 'web/designers/dist/made'));
let province;

/** Presses a button that leads to a new page, and waits until it is there. */
const press = (visitor, name) => Promise.all([visitor.page.waitForEvent('load'),
        visitor.page.getByRole('button', { name, exact: true }).first().click()]);

/** Signs in once a role: the password's check is slow on purpose. */
const cookies = {};
const as = async (role, deed, options) => {
        const visitor = await come_as(province, cookies[role] ? null : province.province[role], options);
        try {
                if (cookies[role])
                        await visitor.context.addCookies(cookies[role]);
                cookies[role] = await visitor.context.cookies();
                return await deed(visitor);
        } finally {
                await visitor.leave();
        }
};
const with_script = { script: true };

/** The bytes that the download gives. */
const bytes_of = async (visitor, code) =>
        (await visitor.context.request.get(`/thiet-ke/${code}/1/tep`)).text();

async function open_editor(visitor, code) {
        await visitor.go(`/thiet-ke/${code}/1/ve`);
        await visitor.page.waitForSelector('[data-editor][data-ready]');
}

const told = (visitor, words) => visitor.page.waitForFunction((w) =>
        document.querySelector('[data-told]').textContent.includes(w), words);

async function draw_task(visitor) {
        const { page } = visitor;
        await page.locator('.djs-palette [data-action="create.task"]').click();
        const box = await page.locator('[data-canvas]').boundingBox();
        await page.mouse.move(box.x + 500, box.y + 430);
        await page.mouse.move(box.x + 520, box.y + 440);
        await page.mouse.click(box.x + 520, box.y + 440);
        await page.keyboard.press('Escape');
}

const save = async (visitor, words) => {
        await visitor.page.locator('.editor-save button').click();
        await told(visitor, words);
};

test('designers: a province with three drafts', async () => {
        province = await Province.make('sqlite', { dossiers: 1 });
        process.on('exit', () => province.child?.kill('SIGKILL'));
        await province.serve();
        await as('designer', async (v) => {
                for (const kind of ['process', 'decision', 'form'])
                        await make_design(v, kind, `thu-${kind}`);
        });
});

if (drawn) {
        test('designers: a task drawn with the mouse is saved, marked, and there when opened again',
                () => as('designer', async (v) => {
                        await open_editor(v, 'thu-process');
                        const before = await v.page.locator('.djs-shape').count();
                        await draw_task(v);
                        await told(v, 'chưa lưu');
                        await save(v, 'còn lỗi');
                        expect(await v.page.locator('.found-mark').count(),
                                'a mark on the task that leads nowhere');
                        expect(await v.page.locator('[data-found] button').count(), 'it in the list');
                        const saved = await bytes_of(v, 'thu-process');
                        expect(/<bpmn:task /.test(saved), 'the task in the bytes');
                        await open_editor(v, 'thu-process');
                        expect(await v.page.locator('.djs-shape').count() > before, 'the task again');
                        same(await bytes_of(v, 'thu-process'), saved, 'bytes after opening');
                        same(v.complaints.join('\n'), '', 'complaints of the browser');
                }, with_script));

        test('designers: the role given beside the drawing is in the model', () =>
                as('designer', async (v) => {
                        await open_editor(v, 'thu-process');
                        await v.page.locator('[data-element-id="work"]').first().click();
                        await v.page.fill('[name="motcua:role"]', 'leader');
                        await v.page.locator('[name="motcua:role"]').press('Tab');
                        await save(v, 'còn lỗi');
                        expect((await bytes_of(v, 'thu-process')).includes('motcua:role="leader"'),
                                'the role in the bytes');
                }, with_script));

        test('designers: who comes late with a save is told, and loses nothing', () =>
                as('designer', async (v) => {
                        await open_editor(v, 'thu-process');
                        await draw_task(v);
                        await as('designer', async (other) => {
                                await other.go('/thiet-ke/thu-process/1/bang');
                                await other.page.locator('[name="o-u0-deadline"]').fill('duration("P2D")');
                                await press(other, 'Lưu bản nháp');
                        });
                        const kept = await bytes_of(v, 'thu-process');
                        const shapes = await v.page.locator('.djs-shape').count();
                        await save(v, 'người khác đã lưu');
                        same(await v.page.locator('.djs-shape').count(), shapes, 'shapes on the drawing');
                        same(await bytes_of(v, 'thu-process'), kept, 'what the other one saved');
                        v.page.on('dialog', (d) => d.accept());
                }, with_script));

        for (const kind of ['decision', 'form'])
                test(`designers: the ${kind} editor opens, saves and opens what it saved`, () =>
                        as('designer', async (v) => {
                                await open_editor(v, `thu-${kind}`);
                                await save(v, 'Đã lưu');
                                const saved = await bytes_of(v, `thu-${kind}`);
                                await open_editor(v, `thu-${kind}`);
                                await save(v, 'Đã lưu');
                                same(await bytes_of(v, `thu-${kind}`), saved, 'the second save');
                                same(v.complaints.join('\n'), '', 'complaints of the browser');
                        }, with_script));
}

test('designers: a decision table is filled in by keyboard, without a script', () =>
        as('designer', async (v) => {
                await v.go('/thiet-ke/thu-decision/1/bang');
                await press(v, 'Thêm dòng');
                same(await v.page.locator('tbody tr').count(), 3, 'rows');
                await v.page.locator('[name="o-t0-r2-c0"]').focus();
                await v.page.keyboard.press('Control+A');
                await v.page.keyboard.type('> 100');
                await v.page.keyboard.press('Tab');
                await v.page.keyboard.type('20000');
                await Promise.all([v.page.waitForEvent('load'), v.page.keyboard.press('Enter')]);
                const found = await v.page.locator('.found').innerText();
                expect(/Hai dòng cùng đúng \(2, 3\)/.test(found),
                        `overlapping rows to be said, found: ${found}`);
                expect((await bytes_of(v, 'thu-decision')).includes('20000'), 'the cell in the bytes');
        }));

test('designers: what one person wrote another approves and publishes', async () => {
        const path = '/thiet-ke/thu-form/1';
        await as('designer', async (v) => {
                await submit_design(v, path);
                expect((await v.text()).includes('Cần một người khác duyệt'), 'the author to wait');
        });
        await as('design_approver', (v) => publish_design(v, path));
});

/** The middle of a drawn flow, where something that is let fall stands in it. */
async function middle_of(visitor, flow) {
        return visitor.page.locator(`[data-element-id="${flow}"] .djs-visual > path`).first().evaluate((path) => {
                const p = path.getPointAtLength(path.getTotalLength() / 2);
                const at = new DOMPoint(p.x, p.y).matrixTransform(path.getScreenCTM());
                return { x: at.x, y: at.y };
        });
}

/** A user task put into the flow with the mouse, and given its name as one types it. */
async function insert_user_task(visitor, flow, name) {
        const { page } = visitor;
        const at = await middle_of(visitor, flow);
        await page.locator('.djs-palette [data-action="create.task"]').click();
        await page.mouse.move(at.x - 12, at.y - 12);
        await page.mouse.move(at.x, at.y, { steps: 4 });
        await page.mouse.click(at.x, at.y);
        await page.waitForSelector('.djs-direct-editing-content');
        await page.keyboard.type(name);
        await page.keyboard.press('Control+Enter').catch(() => 0);
        await page.locator('.djs-context-pad [data-action="replace"]').click();
        await page.locator('.djs-popup [data-id="replace-with-user-task"]').click();
}

async function new_dossier() {
        const person = new_person();
        const citizen = await come_as(province, null);
        await register(citizen, person);
        const { dossier } = await apply(citizen, person, '1.000894');
        await citizen.leave();
        return dossier;
}

/** What the ward's counter and specialist then find to be done. */
async function words_after_accepting(dossier) {
        const { counter, specialist } = province.ward;
        const at_counter = await come_as(province, counter);
        await move(at_counter, dossier, 'Tiếp nhận và in giấy hẹn');
        await at_counter.leave();
        const at_desk = await come_as(province, specialist);
        await at_desk.go(`/viec/${dossier}`);
        const words = await at_desk.text();
        await at_desk.leave();
        return words;
}

/** Presses a button of the page of what runs, and waits for the job behind it to end. */
async function take_over(visitor, path, button, words) {
        await visitor.go(`${path}/dang-chay`);
        await visitor.page.locator('main button', { hasText: button }).first().click();
        await visitor.page.waitForLoadState();
        for (let tries = 0; (await visitor.text()).includes('Đang làm'); tries++) {
                expect(tries < 300, `"${button}" to come to its end`);
                await visitor.page.waitForTimeout(100);
                await visitor.go(`${path}/dang-chay`);
        }
        expect((await visitor.text()).includes(words), `"${words}" to be said`);
}

/* The program's own process of most procedures, changed as a province would change it. */
if (drawn)
        test('designers: a user task drawn into a published process is a step of new dossiers, ' +
                'and of no old one', async () => {
                const old = await new_dossier();
                const taken_over = await new_dossier();
                const path = '/thiet-ke/quy-trinh-chung/1';
                const library = readFileSync(join(top, 'data/processes/single_unit.bpmn'));
                await as('designer', async (v) => {
                        await make_design(v, 'process', 'quy-trinh-chung', 'Quy trình chung',
                                'single_unit');
                        same(await bytes_of(v, 'quy-trinh-chung'), library.toString(),
                                'the bytes as they came');
                        await open_editor(v, 'quy-trinh-chung');
                        await insert_user_task(v, 'accept_to_resolve', 'Xem xét thêm');
                        await save(v, 'Đã lưu');
                        const saved = await bytes_of(v, 'quy-trinh-chung');
                        expect(/<bpmn:userTask [^>]*name="Xem xét thêm"/.test(saved),
                                'the task in the bytes');
                        same(saved.match(/:actions=/g).length,
                                library.toString().match(/:actions=/g).length,
                                'outcomes of the tasks that were there');
                        await submit_design(v, path);
                }, with_script);
                await as('design_approver', (v) => publish_design(v, path));
                const fresh = await new_dossier();
                const before = await words_after_accepting(old);
                expect(before.includes('Nhận xử lý') && !before.includes('Xem xét thêm'),
                        'the old dossier to go its old way');
                const after = await words_after_accepting(fresh);
                expect(after.includes('Xem xét thêm') && !after.includes('Nhận xử lý'),
                        'the new dossier to have the new step');

                await as('design_approver', async (v) => {
                        await take_over(v, path, 'Xem thử', 'chuyển được');
                        await take_over(v, path, 'Chuyển', 'đã chuyển');
                });
                const moved = await words_after_accepting(taken_over);
                expect(moved.includes('Xem xét thêm') && !moved.includes('Nhận xử lý'),
                        'an old dossier that was taken over to have the new step');
                await province.motcua('process', 'check');
        });

test('designers: the pages around the editors are accessible', () => as('designer', async (v) => {
        for (const kind of ['process', 'decision', 'form']) {
                await v.go(`/thiet-ke/thu-${kind}/1`);
                const errors = await axe_errors(v.page);
                same(errors.join('\n'), '', `accessibility of the ${kind}'s page`);
        }
}, with_script));

test('designers: the record of the province is sound', async () => {
        await province.motcua('verify');
        await province.remove();
});
