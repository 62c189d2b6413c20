// test/browser/forms.mjs: the forms of procedures as people fill them in at 320 px without a script: what
// an answer brings up is asked before going on, rows come and go and nothing typed is lost, what is
// wrong is said at its place; and every page of every form holds the checks, in both languages.

import { Visitor } from './browser.mjs';
import { page_errors } from './checks.mjs';
import { add_papers, begin_draft, fill_info, fill_page, new_person, register, submit }
        from './people.mjs';
import { Province } from './province.mjs';
import { expect, same, test } from './suite.mjs';

const forms = { birth: '1.001193', marriage: '1.000894', status: '1.004873', death: '1.000656',
        business: '1.001612', residence: '1.004222' };

/** Addresses of a draft's pages of questions, by going on with everything left as it is. */
async function pages_of(visitor, draft) {
        await visitor.go(`/nop/${draft}/kiem-tra`);
        const links = await visitor.page.locator('.summary-act a[href*="/khai/"]').all();
        const found = new Set();
        for (const link of links)
                found.add(await link.getAttribute('href'));
        return [...found];
}

async function check(visitor, words, lang) {
        const errors = await page_errors(visitor, lang);
        expect(errors.length === 0, `${words} to be right: ${errors.slice(0, 5).join('; ')}`);
}

async function each_page_holds(province, person) {
        const visitor = await Visitor.come(province.base, { script: true, width: 320 });
        await register(visitor, person);
        for (const [name, procedure] of Object.entries(forms)) {
                const draft = await begin_draft(visitor, procedure);
                const pages = await pages_of(visitor, draft);
                expect(pages.length >= 2, `${name} to have pages, not ${pages}`);
                for (const page of pages) {
                        await visitor.go(page);
                        await check(visitor, `${name} ${page}`, 'vi');
                        await visitor.go(`/en${page}`);
                        await check(visitor, `${name} ${page} in English`, 'en');
                        await visitor.go(page);
                        await visitor.press('Tiếp tục');
                        await check(visitor, `${name} ${page} sent as it was`, 'vi');
                }
        }
        await visitor.leave();
}

async function rows_come_and_go(visitor) {
        const draft = await begin_draft(visitor, forms.business);
        const { page } = visitor;
        await visitor.go(`/nop/${draft}/khai/nganh-nghe`);
        await page.fill('[name="f-nganh-0-ten"]', 'Bán lẻ gạo');
        await page.fill('[name="f-nganh-0-ma"]', 'sai');
        await visitor.press('Thêm một mục nữa');
        same(await page.inputValue('[name="f-nganh-0-ten"]'), 'Bán lẻ gạo', 'the first row');
        same(await page.inputValue('[name="f-nganh-0-ma"]'), 'sai', 'what was wrong in it');
        same(await page.locator('.error').count(), 0, 'nothing is blamed while rows are added');
        await page.fill('[name="f-nganh-1-ten"]', 'Sửa xe');
        await visitor.press('Tiếp tục');
        same(visitor.status(), 422, 'a wrong code');
        expect((await visitor.text()).includes('Mã ngành có 4 chữ số'), 'the author’s own words');
        same(await page.inputValue('[name="f-nganh-1-ten"]'), 'Sửa xe', 'the second row');
        await page.locator('button', { hasText: 'Bỏ mục này' }).first().click();
        await page.waitForLoadState('load');
        same(await page.inputValue('[name="f-nganh-0-ten"]'), 'Sửa xe', 'what is left');
        same(await page.locator('fieldset.question-row').count(), 1, 'rows that are left');
        await page.press('[name="f-nganh-0-ten"]', 'Enter');
        await page.waitForLoadState('load');
        expect(visitor.path().endsWith('/khai/thanh-vien'), `Enter to go on, at ${visitor.path()}`);
}

async function an_answer_brings_up_a_question(visitor) {
        const draft = await begin_draft(visitor, forms.status);
        const { page } = visitor;
        const at = `/nop/${draft}/khai/tinh-trang`;
        await visitor.go(at);
        await page.check('[name="f-cho_ai"][value="minh"]');
        await page.check('[name="f-tinh_trang"][value="ly_hon"]');
        same(await page.locator('[name="f-ban_an"]').count(), 0, 'the judgment before');
        await visitor.press('Tiếp tục');
        same(visitor.status(), 200, 'a question more is no mistake');
        same(visitor.path(), at, 'where it is asked');
        await visitor.press('Tiếp tục');
        same(visitor.status(), 422, 'left out, it is one');
        expect((await visitor.text()).includes('Hãy điền số bản án'), 'what is missing');
        await page.fill('[name="f-ban_an"]', '12/2020/HNGĐ-ST');
        for (const [part, value] of [['day', '1'], ['month', '2'], ['year', '2020']])
                await page.fill(`[name="f-ngay_ban_an-${part}"]`, value);
        await visitor.press('Tiếp tục');
        expect(visitor.path().endsWith('/khai/muc-dich'), `to go on, at ${visitor.path()}`);
        await visitor.go(at);
        await page.check('[name="f-tinh_trang"][value="chua"]');
        await visitor.press('Tiếp tục');
        await visitor.go(`/nop/${draft}/kiem-tra`);
        expect(!(await visitor.text()).includes('HNGĐ'), 'what is hidden not to be shown any more');
        await visitor.go(at);
        await visitor.press('Lưu hồ sơ, làm tiếp sau');
        same(visitor.path(), '/ho-so', 'where saving leads');
}

/** Figures of issue 4: pages and typed fields of a birth registered by somebody who is known. */
async function a_birth_is_few_pages(visitor, person) {
        const { page } = visitor;
        let shown = 2, typed = 0; /* the start page, the confirmation */
        await begin_draft(visitor, forms.birth);
        for (;;) {
                shown++;
                const boxes = page.locator('form.form input.input[name^="f-"]');
                const groups = new Set();
                for (const box of await boxes.all()) {
                        const needed = !await box.locator('xpath=ancestor::*[contains(., "(không bắt buộc)")][1]')
                                .and(page.locator('.field')).count();
                        if (needed && !await box.inputValue())
                                groups.add((await box.getAttribute('name')).replace(/-(day|month|year)$/, ''));
                }
                typed += groups.size;
                if (!visitor.path().includes('/khai/'))
                        break;
                await fill_page(visitor, person);
                same(visitor.status(), 200, `answers at ${visitor.path()}`);
        }
        await add_papers(visitor);
        await visitor.follow('Tiếp tục');
        shown++;
        const dossier = await submit(visitor);
        console.log(`    a birth: ${shown} pages, ${typed} typed answers`);
        expect(shown <= 8 && typed <= 5, `at most 8 pages and 5 typed answers: ${shown}, ${typed}`);
        await visitor.go(`/ho-so/${dossier}`);
        await page.locator('summary', { hasText: 'Những điều đã khai' }).click();
        expect((await visitor.text()).includes('Dân tộc của trẻ'), 'the answers under the dossier');
}

test('forms of procedures: rows, questions that come up, checks on every page', async () => {
        const province = await Province.make('sqlite');
        try {
                await province.serve();
                await each_page_holds(province, new_person());
                const visitor = await Visitor.come(province.base, { script: false, width: 320 });
                const person = new_person();
                await register(visitor, person);
                await rows_come_and_go(visitor);
                await an_answer_brings_up_a_question(visitor);
                await a_birth_is_few_pages(visitor, person);
                for (const procedure of [forms.death, forms.business, forms.residence, forms.status]) {
                        await begin_draft(visitor, procedure);
                        await fill_info(visitor, person);
                        await add_papers(visitor);
                        await visitor.follow('Tiếp tục');
                        expect(await submit(visitor), `a dossier of ${procedure}`);
                }
                await visitor.leave();
        } catch (error) {
                console.log(province.log?.slice(-1500) ?? '');
                throw error;
        } finally {
                await province.remove();
        }
});
