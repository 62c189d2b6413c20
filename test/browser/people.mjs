// test/browser/people.mjs: what people do on the pages, in steps that several tests share. Everything
// is found as a person finds it (words, labels) or by the names of form fields.

import { Visitor } from './browser.mjs';
import { ward_name } from './province.mjs';
import { expect, same } from './suite.mjs';

/** A PDF of one empty page, small and well formed. */
export function small_pdf() {
        const objects = ['<< /Type /Catalog /Pages 2 0 R >>',
                '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
                '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>'];
        let text = '%PDF-1.4\n';
        const at = objects.map((o, i) => {
                const begin = text.length;
                text += `${i + 1} 0 obj\n${o}\nendobj\n`;
                return String(begin).padStart(10, '0');
        });
        const table = text.length;
        text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
        text += at.map((n) => `${n} 00000 n \n`).join('');
        text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
        return Buffer.from(text);
}

let next_identity = Math.floor(Math.random() * 1e6);

/** Someone who has no account yet. 038 is Thanh Hoá in identity numbers. */
export function new_person(name = 'Lê Thị Minh Khuê') {
        next_identity = (next_identity + 1) % 1e6;
        return {
                name,
                identity: `038196${String(next_identity).padStart(6, '0')}`,
                birth: ['27', '9', '1996'],
                phone: '0912345678',
                password: 'Sông Mã chảy về đông 96',
        };
}

async function fill_birth(page, birth) {
        const [day, month, year] = birth;
        await page.fill('[name="birth_day-day"]', day);
        await page.fill('[name="birth_day-month"]', month);
        await page.fill('[name="birth_day-year"]', year);
}

/** From the page of registration to being signed in. */
export async function register(visitor, person) {
        const { page } = visitor;
        await visitor.go('/dang-ky');
        await page.fill('[name="name"]', person.name);
        await page.fill('[name="identity"]', person.identity);
        await fill_birth(page, person.birth);
        await page.fill('[name="phone"]', person.phone);
        await page.fill('[name="password"]', person.password);
        await visitor.press('Đăng ký và tiếp tục');
        same(visitor.status(), 200, `registration of ${person.identity}`);
        same(visitor.path(), '/ho-so', 'where registration leads');
}

export async function sign_in(visitor, { name, password }) {
        await visitor.go('/dang-nhap');
        await visitor.page.fill('[name="name"]', name);
        await visitor.page.fill('[name="password"]', password);
        await visitor.press('Đăng nhập');
        await visitor.page.waitForURL((url) => !url.pathname.startsWith('/dang-nhap'),
                { timeout: 20000 }).catch(() => undefined);
        expect(!visitor.path().startsWith('/dang-nhap'), `${name} to be signed in`);
}

export async function come_as(province, account, options) {
        const visitor = await Visitor.come(province.base, options);
        if (account)
                await sign_in(visitor, account);
        return visitor;
}

/** Settings by their names, as an administrator changes them. */
export async function put_settings(admin, values) {
        for (const [name, value] of Object.entries(values)) {
                await admin.go(`/quan-tri/cai-dat/${name}`);
                await admin.page.fill(name === 'oidc.secret' ? '[name="secret"]' : '[name="value"]', value);
                await Promise.all([admin.page.waitForEvent('load'),
                        admin.page.click(`form[action$="/${name}"] button[type="submit"]`)]);
        }
}

/** An officer begins to take in for somebody at the counter; returns the draft's code. */
export async function take_in(visitor, person, procedure) {
        await visitor.go('/tiep-nhan');
        await visitor.page.fill('[name="the"]', person.identity);
        await visitor.page.fill('[name="tim"]', procedure);
        await visitor.press('Tiếp tục');
        expect(/^\/tiep-nhan\/Q-/.test(visitor.path()), `a dossier to take in, at ${visitor.path()}`);
        return visitor.path().split('/')[2];
}

/** Money taken for a dossier in cash. */
export async function take_money(visitor, dossier, amount) {
        await visitor.go(`/viec/${dossier}/thu-tien`);
        await visitor.page.fill('[name="so_tien"]', amount);
        await visitor.press('Thu tiền và lập biên lai');
        same(visitor.status(), 200, `money taken at ${visitor.path()}`);
}

/** A line of the book of certified copies. */
export async function certify_copy(visitor, person, paper) {
        await visitor.go('/chung-thuc');
        await visitor.page.locator('details:has([name="giay"])').evaluate((e) => { e.open = true; });
        for (const [name, value] of Object.entries({ nguoi: person.name, so: person.identity,
                giay: paper, ky: 'Lê Văn Thắng, Chủ tịch' }))
                await visitor.page.fill(`[name="${name}"]`, value);
        await visitor.press('Ghi vào sổ và thu lệ phí');
        same(visitor.status(), 200, `a copy certified at ${visitor.path()}`);
}

/** A model with its first draft, from the blank of its kind or from a standard process. */
export async function make_design(visitor, kind, code, name = 'Mô hình để thử', start = '') {
        const { page } = visitor;
        await visitor.go('/thiet-ke/moi');
        await page.check(`[name="kind"][value="${kind}"]`);
        await page.fill('[name="name"]', name);
        await page.fill('[name="model"]', code);
        if (start)
                await page.selectOption('[name="start"]', start);
        await page.fill('[name="reason"]', 'Theo quyết định mới');
        await visitor.press('Tạo bản nháp');
        same(visitor.path(), `/thiet-ke/${code}/1`, 'where a new model leads');
}

/** The author's part of publishing a version ("/thiet-ke/CODE/N"). */
export async function submit_design(visitor, path) {
        await visitor.go(`${path}?lam=submit`);
        await visitor.press('Gửi duyệt');
        expect((await visitor.text()).includes('Chờ duyệt'), `${path} to wait for approval`);
}

/** The other person's part: in force from today on. */
export async function publish_design(visitor, path) {
        await visitor.go(`${path}?lam=approve`);
        await visitor.press('Duyệt');
        await visitor.go(`${path}?lam=publish`);
        await visitor.press('Ban hành');
        expect((await visitor.text()).includes('Đang áp dụng'), `${path} to be in force`);
}

/** Begins an application; returns the draft's code. The first page asks about the applicant. */
export async function begin_draft(visitor, procedure) {
        await visitor.go(`/thu-tuc/${procedure}/nop`);
        await visitor.press('Bắt đầu hồ sơ mới');
        const found = /^\/nop\/([^/]+)\/khai\/nguoi-nop$/.exec(visitor.path());
        expect(found, `a draft of ${procedure} to begin, at ${visitor.path()}`);
        return found[1];
}

/** What a person would answer to a question, known by the words of its name. */
function right_answer(person, name, about) {
        if (name.startsWith('f-nguoi_nop-')) {
                const own = { ten: person.name, dinh_danh: person.identity, dien_thoai: person.phone };
                const asked = name.slice('f-nguoi_nop-'.length);
                if (asked in own)
                        return own[asked];
        }
        const [day, month, born] = person.birth;
        const year = name.includes('sinh') ? born
                : name.includes('bat_dau') ? String(new Date().getFullYear() + 1) : '2024';
        const parts = { day, month, year, time: '7:30' };
        const part = name.split('-').at(-1);
        if (part in parts)
                return parts[part];
        if (name.endsWith('dinh_danh'))
                return '038094000217';
        if (name.endsWith('dien_thoai'))
                return '0912345678';
        if (name.endsWith('ghi_chu'))
                return person.note ?? 'Xin giải quyết sớm.';
        if (name.endsWith('-ma'))
                return '4711';
        return about.numeric ? '2' : 'Kinh';
}

/** Answers every question of the page that has no answer yet, or is the applicant's own. */
export async function fill_page(visitor, person) {
        const { page } = visitor;
        const boxes = page.locator('form.form input.input[name^="f-"], form.form textarea[name^="f-"]');
        for (const box of await boxes.all()) {
                const name = await box.getAttribute('name');
                const numeric = await box.getAttribute('inputmode') === 'numeric';
                const email = await box.getAttribute('type') === 'email';
                const own = /^f-nguoi_nop-(ten|dinh_danh|dien_thoai)$/.test(name);
                if (!email && (own || !await box.inputValue()))
                        await box.fill(right_answer(person, name, { numeric }));
        }
        for (const group of await page.locator('form.form fieldset:has(input[type="radio"])').all())
                if (!await group.locator('input[type="radio"]:checked').count())
                        await group.locator('input[type="radio"]').first().check();
        for (const select of await page.locator('form.form select[name^="f-"]').all()) {
                if (await select.inputValue())
                        continue;
                const ward = select.locator('option', { hasText: ward_name.replace(/^Phường /, '') });
                const option = await ward.count() ? ward.first() : select.locator('option').nth(1);
                await select.selectOption(await option.getAttribute('value'));
        }
        await visitor.press('Tiếp tục');
}

/** All pages of questions, from the first to the papers. */
export async function fill_info(visitor, person) {
        for (let pages = 0; visitor.path().includes('/khai/') && pages < 20; pages++) {
                await fill_page(visitor, person);
                expect(visitor.status() === 200,
                        `the answers to be taken, at ${visitor.path()}: ${await visitor.errors()}`);
        }
        expect(visitor.path().endsWith('/giay-to'), `the papers to follow, at ${visitor.path()}`);
}

/** Puts one file into every paper that is required and has none. */
export async function add_papers(visitor, file_name = 'giay-to.pdf') {
        const { page } = visitor;
        for (;;) {
                const missing = page.locator('section.upload', { hasText: 'Chưa có' }).first();
                if (!await missing.count())
                        return;
                await missing.locator('input[type="file"][multiple]').setInputFiles({
                        name: file_name, mimeType: 'application/pdf', buffer: small_pdf() });
                await missing.locator('form.pick button[type="submit"]').click();
                await page.waitForLoadState('load');
                same(visitor.status(), 200, 'an upload');
        }
}

/** From the check page to the confirmation; returns the code of the dossier, or of a filing of several. */
export async function submit(visitor) {
        await visitor.page.check('[name="declare"]');
        await visitor.press('Nộp hồ sơ');
        const found = /^\/ho-so\/([^/]+)\/xac-nhan$|^\/lien-thong\/([^/]+)$/.exec(visitor.path());
        expect(found, `a confirmation, at ${visitor.path()}, status ${visitor.status()}`);
        return decodeURIComponent(found[1] ?? found[2]);
}

/** A whole application by somebody who is signed in. */
export async function apply(visitor, person, procedure, file_name) {
        const draft = await begin_draft(visitor, procedure);
        await fill_info(visitor, person);
        await add_papers(visitor, file_name);
        await visitor.follow('Tiếp tục');
        return { draft, dossier: await submit(visitor) };
}

/** An officer makes one move: the button of the dossier's page, the words, the button of the form. */
export async function move(officer, dossier, label, { note, defects } = {}) {
        await officer.go(`/viec/${dossier}`);
        await officer.follow(label);
        if (defects)
                await officer.page.fill('[name="defects"]', defects);
        if (note)
                await officer.page.fill('[name="note"]', note);
        await officer.press(label);
        same(officer.status(), 200, `${label} on ${dossier}`);
        same(officer.path(), `/viec/${dossier}`, `where ${label} leads`);
}
