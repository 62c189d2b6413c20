// test/browser/page_states.mjs: visits every page in every state that pages.mjs names, in Vietnamese
// and English, at 320 and 1280 px, light and dark, and lets checks.mjs look at it. Pictures for
// people are left in build/screens.

import { readFileSync, readdirSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Visitor } from './browser.mjs';
import { page_errors, wide_errors } from './checks.mjs';
import { not_pages, pages, state_names } from './pages.mjs';
import { apply, add_papers, begin_draft, certify_copy, come_as, fill_info, make_design, move, new_person,
        publish_design, put_settings, register, small_pdf, submit_design, take_in, take_money } from './people.mjs';
import { Province, top, ward_name } from './province.mjs';
import { is_mine } from './shard.mjs';
import { expect, test } from './suite.mjs';

const screens = join(top, 'build/screens');

/** The pages that the constant route tables declare: reads outside the API. */
function declared_pages() {
        const found = new Set();
        for (const name of readdirSync(join(top, 'src'), { recursive: true })) {
                if (!name.endsWith('.c') || /(^|\/)test\//.test(name))
                        continue;
                const text = readFileSync(join(top, 'src', name), 'utf8');
                for (const [, path] of text.matchAll(/\{\s*GET,\s*"(\/[^"]*)"/g))
                        if (!path.startsWith('/api/') && !not_pages.has(path))
                                found.add(path);
        }
        return found;
}

if (is_mine(0))
        test('every page of the route tables has its states, and no others are listed', () => {
                const declared = declared_pages();
                expect(declared.size > 0, 'route tables to be found');
                const missing = [...declared].filter((p) => !pages[p]);
                const unknown = Object.keys(pages).filter((p) => !declared.has(p));
                const gaps = Object.entries(pages).flatMap(([path, states]) =>
                        state_names.filter((s) => !states[s]).map((s) => `${path} ${s}`));
                expect(missing.length + unknown.length + gaps.length === 0,
                        `states of: ${missing.join(', ')}; no such route: ${unknown.join(', ')}; ` +
                        `missing: ${gaps.join(', ')}`);
        });

const longest = (rows, of) => rows.reduce((a, b) => (of(b).length > of(a).length ? b : a));

/** Procedures of the province that make pages hard: long names, no papers. */
async function hard_procedures(base) {
        const rows = [];
        for (let next = ''; next !== null;) {
                const answer = await fetch(`${base}/api/v1/procedures?limit=100${next && `&next=${next}`}`);
                const list = await answer.json();
                rows.push(...list.items);
                next = list.next;
        }
        const online = rows.filter((r) => r.online !== 'none');
        return {
                bare: (rows.find((r) => r.papers.length === 0) ??
                        rows.reduce((a, b) => (b.papers.length < a.papers.length ? b : a))).code,
                procedure: longest(online, (r) => r.name).code,
                query: encodeURIComponent(longest(online, (r) => r.usual).usual),
                field: encodeURIComponent(longest(rows, (r) => r.field).field),
        };
}

const long_name = 'Công-Tằng-Tôn-Nữ-Nguyễnphướchoàngthịthanhtuyền ' +
        'Nghiêmtrườngsơnnguyễnđìnhphương Thị Hoà Thuỷ';

/** The code of a paper that was issued to a dossier; papers are made a moment after their cause. */
async function issued_paper(visitor, dossier) {
        for (let tries = 0; tries < 60; tries++) {
                await visitor.go(`/ho-so/${dossier}`);
                const paper = visitor.page.locator('ul.files a[href*="/tep/"]').first();
                if (await paper.count())
                        return (await paper.getAttribute('href')).split('/tep/')[1];
                await new Promise((done) => setTimeout(done, 500));
        }
        return undefined;
}

/** Two drafts of procedures, one with long names, and a file of procedures that was looked at: its page. */
async function make_procedures(v) {
        const names = { '1.999901': `${'W'.repeat(60)} ${'tên dài '.repeat(60)}`, '1.999902': 'Thủ tục thử' };
        for (const [code, name] of Object.entries(names)) {
                await v.go('/quan-tri/thu-tuc-moi');
                await v.page.fill('[name="national_code"]', code);
                await v.page.fill('[name="name"]', name);
                await v.page.fill('[name="reason"]', 'để thử');
                await v.press('Tạo bản nháp');
        }
        await v.go('/quan-tri/thu-tuc-nhap');
        await v.page.setInputFiles('[name="file"]', { name: `${'tep_dai_'.repeat(12)}.jsonl`, mimeType: 'text/plain',
                buffer: Buffer.from('{"code":"1.999903","name":"Việc"}\n{"code":"sai"}\n') });
        await v.press('Xem thử tệp');
        return new URL(v.page.url()).pathname;
}

/** A complaint about one's dossier, as long as it may be; its code. */
async function complain(v, dossier) {
        await v.go(`/ho-so/${dossier}/kien-nghi`);
        await v.page.check('[name="viec"][value="late"]');
        await v.page.fill('[name="loi"]', `${'Chờ'.repeat(100)} ${'đã hẹn nhiều lần '.repeat(80)}`);
        await v.press('Gửi kiến nghị');
        return v.page.locator('section.card .code').first().innerText();
}

/** Reports a non-conformity of the counters, as long as it may be; its code. */
async function report_nonconformity(v) {
        await v.go('/ghi-khong-phu-hop');
        await v.page.selectOption('[name="don_vi"]', { index: 0 });
        await v.page.check('[name="muc"][value="2"]');
        await v.page.fill('[name="dieu"]', '8.5.1');
        await v.page.fill('[name="noi_dung"]', `${'W'.repeat(60)} ${'phiếu hẹn không ghi ngày trả '.repeat(60)}`);
        await v.page.locator('form[action$="/ghi-khong-phu-hop"] button[type="submit"]').click();
        await v.page.waitForLoadState('load');
        return v.path().split('/').pop();
}

/** Plans an internal audit of the counters; its code. */
async function plan_audit(v, words) {
        await v.go('/lap-danh-gia');
        await v.page.selectOption('[name="don_vi"]', { index: 0 });
        for (const [name, value] of [['ngay-day', '15'], ['ngay-month', '1'], ['ngay-year', '2030']])
                await v.page.fill(`[name="${name}"]`, value);
        await v.page.selectOption('[name="truong_doan"]', { index: 1 });
        await v.page.fill('[name="pham_vi"]', words);
        await v.page.locator('form[action$="/lap-danh-gia"] button[type="submit"]').click();
        await v.page.waitForLoadState('load');
        return v.path().split('/').pop();
}

/** Carries out an internal audit up to its third question, which finds something. */
async function begin_audit(v, code) {
        await v.go(`/danh-gia-noi-bo/${code}`);
        await v.press('Bắt đầu đánh giá');
        for (const [n, finding] of [[1, '1'], [2, '2'], [3, '4']]) {
                await v.go(`/danh-gia-noi-bo/${code}/cau/${n}`);
                await v.page.check(`[name="ket_qua"][value="${finding}"]`);
                await v.page.fill('[name="bang_chung"]', `${'W'.repeat(60)} ${'sổ theo dõi '.repeat(40)}`);
                await v.press('Lưu và sang câu tiếp');
        }
}

/** Lets somebody act for oneself, with all that the page takes; the mandate's code. */
async function let_act(v, who) {
        await v.go('/lam-thay-moi');
        await v.page.fill('[name="so"]', who.identity);
        await v.page.fill('[name="ten"]', who.name);
        await v.page.check('[name="pham_vi"][value="tat-ca"]');
        await v.page.fill('[name="giay"]', 'Số 12/2026, Văn phòng công chứng '.repeat(5));
        await v.page.fill('[name="vi_sao"]', 'đi làm xa '.repeat(40));
        await v.page.locator('form[action$="/lam-thay-moi"] button[type="submit"]').click();
        await v.page.waitForLoadState('load');
        return v.path().split('/').pop();
}

/** Asks the ward to let one act for a child with a long name; the mandate's code. */
async function ask_to_act(v) {
        const { page } = v;
        await v.go('/lam-thay-xin?kieu=child');
        await page.fill('[name="ten"]', 'Nguyễn Phúc Bảo '.repeat(6).trim());
        for (const [part, value] of [['day', '28'], ['month', '2'], ['year', String(new Date().getFullYear() - 8)]])
                await page.fill(`[name="sinh-${part}"]`, value);
        await page.fill('[name="giay"]', 'Giấy khai sinh số 12/2026 '.repeat(5).trim());
        await page.locator('[name="ban_chup"]').setInputFiles({
                name: 'khai-sinh.pdf', mimeType: 'application/pdf', buffer: small_pdf() });
        const ward = page.locator('[name="don_vi"] option', { hasText: ward_name.replace(/^Phường /, '') });
        await page.selectOption('[name="don_vi"]', await ward.first().getAttribute('value'));
        await v.press('Gửi để xác nhận');
        return v.path().split('/').pop();
}

/** The first free time at the counter that took a dossier in: the appointment's code, where and on which day. */
async function book_time(v, dossier) {
        await v.go(`/dat-lich?ho_so=${dossier}`);
        const where = await v.page.locator('form[method="post"] [name="don_vi"]').inputValue();
        await v.page.selectOption('[name="luc"]', { index: 1 });
        await v.press('Đặt lịch hẹn');
        const day = (await v.page.locator('h1').innerText()).match(/\d\d\/\d\d\/\d{4}/)[0];
        return { code: v.path().split('/')[2], query: `don_vi=${where}&ngay=${day}` };
}

/** People and what they have done, so that each state can be met. */
class World {
        async make(province) {
                this.province = province;
                this.cookies = {};
                const { procedure, bare, query, field } = await hard_procedures(province.base);
                this.procedure = '1.000894';
                this.bare = bare;
                this.fresh = await this.#citizen('fresh', new_person(), async () => ({}));
                this.full = await this.#citizen('full', new_person(), async (v, person) => {
                        const { draft: sent_draft, dossier } = await apply(v, person, this.procedure);
                        const { dossier: waiting } = await apply(v, person, this.procedure);
                        const { dossier: finished } = await apply(v, person, this.procedure);
                        const { dossier: signing } = await apply(v, person, this.procedure);
                        const new_draft = await begin_draft(v, this.procedure);
                        const list_draft = await begin_draft(v, '1.001612');
                        const draft = await begin_draft(v, this.procedure);
                        await fill_info(v, person);
                        await add_papers(v);
                        const { dossier: filing } = await apply(v, person, '2.000986');
                        return { filing, sent_draft, dossier, waiting, finished, signing, new_draft, list_draft, draft };
                });
                this.long = await this.#citizen('long', new_person(long_name), async (v, person) => {
                        const all = { ...person, note: `${'Dài'.repeat(120)} ${'từ ngắn '.repeat(60)}` };
                        const file = `${'ten_tep_rat_dai_'.repeat(7)}.pdf`;
                        const { dossier } = await apply(v, all, this.procedure, file);
                        const { dossier: signing } = await apply(v, all, this.procedure, file);
                        const draft = await begin_draft(v, this.procedure);
                        await fill_info(v, all);
                        await add_papers(v, file);
                        return { dossier, signing, draft };
                });
                Object.assign(this.long, { procedure, query, field });
                for (const role of ['counter', 'specialist', 'leader', 'admin', 'designer', 'design_approver', 'quality'])
                        await this.#keep(role, await come_as(province, province.province[role]));
                await this.as('counter', async (officer) => {
                        await move(officer, this.full.waiting, 'Yêu cầu bổ sung',
                                { defects: 'Thiếu giấy xác nhận tình trạng hôn nhân\nẢnh mờ' });
                });
                // Who looks at pages for an hour comes back to some of them late.
                await this.as('admin', (v) => put_settings(v,
                        { 'session.idle_minutes': '720', 'session.idle_minutes_staff': '720' }));
                await this.#keep('ward', await come_as(province, province.ward.counter));
                await this.as('counter', async (officer) => {
                        this.full.intake = await take_in(officer, this.full, '1.003197');
                        this.fresh.intake = await take_in(officer, new_person(), this.bare);
                        this.long.intake = await take_in(officer, this.long, this.procedure);
                        await take_money(officer, this.full.dossier, '8000');
                        await take_money(officer, this.long.dossier, '1250000');
                        await certify_copy(officer, this.long, 'Bằng tốt nghiệp '.repeat(12));
                });
                await this.#propose(this.full.finished, 'Đủ điều kiện');
                await this.as('leader', (v) => move(v, this.full.finished, 'Duyệt kết quả'));
                await this.#propose(this.full.signing, 'Đủ điều kiện');
                await this.#propose(this.long.signing, 'Đủ điều kiện. '.repeat(60));
                this.paper = await this.as('full', (v) => issued_paper(v, this.full.waiting));
                await this.as('designer', async (v) => {
                        await make_design(v, 'decision', 'bang-gia');
                        await make_design(v, 'process', 'quy-trinh');
                        await make_design(v, 'form', 'dai', `${'W'.repeat(60)} ${'tên dài '.repeat(16)}`);
                        await v.go('/thiet-ke/quy-trinh/1?lam=drop');
                        await v.page.fill('[name="note"]', 'để thử');
                        await v.press('Bỏ bản này');
                        await v.go('/thiet-ke/quy-trinh');
                        await v.page.fill('[name="reason"]', 'sửa lại');
                        await v.press('Soạn bản mới');
                        await make_design(v, 'process', 'mot-don-vi', 'Một đơn vị', 'single_unit');
                        await v.go('/thiet-ke/mot-don-vi/1/van-ban');
                        const text = v.page.locator('[name="text"]');
                        await text.fill((await text.inputValue()).replace('Thụ lý hồ sơ', 'Nhận hồ sơ'));
                        await v.press('Lưu');
                        await submit_design(v, '/thiet-ke/mot-don-vi/1');
                });
                await this.as('design_approver', async (v) => {
                        await publish_design(v, '/thiet-ke/mot-don-vi/1');
                        await v.go('/thiet-ke/mot-don-vi/1/dang-chay');
                        await v.press('Xem thử');
                        expect(await v.go_until('/thiet-ke/mot-don-vi/1/dang-chay', 'Đã xong'), 'a look to end');
                });
                for (const who of ['full', 'long'])
                        this[who].appointment = await this.as(who, (v) => book_time(v, this[who].dossier));
                for (const who of ['full', 'long'])
                        this[who].complaint = await this.as(who, (v) => complain(v, this[who].dossier));
                this.nonconformity = await this.as('leader', report_nonconformity);
                await this.as('quality', async (v) => {
                        this.audit = await plan_audit(v, 'Việc tiếp nhận hồ sơ quý một');
                        this.long_audit = await plan_audit(v, `${'W'.repeat(60)} ${'phạm vi dài '.repeat(60)}`);
                        await begin_audit(v, this.long_audit);
                });
                this.full.mandate = await this.as('full', (v) => let_act(v, this.long));
                this.full.asked = await this.as('long', ask_to_act);
                this.procedure_import = await this.as('admin', make_procedures);
                const visitor = await Visitor.come(province.base);
                await visitor.go('/');
                this.event = await visitor.page.locator('a.tile').first().getAttribute('href');
                await visitor.leave();
                return this;
        }

        async #propose(dossier, note) {
                await this.as('counter', (v) => move(v, dossier, 'Tiếp nhận và in giấy hẹn'));
                await this.as('specialist', async (v) => {
                        await move(v, dossier, 'Nhận xử lý');
                        await move(v, dossier, 'Trình ký', { note });
                });
        }

        async #keep(who, visitor) {
                this.cookies[who] = await visitor.context.cookies();
                await visitor.leave();
        }

        async #citizen(who, person, deeds) {
                const visitor = await Visitor.come(this.province.base);
                await register(visitor, person);
                const done = await deeds(visitor, person);
                await this.#keep(who, visitor);
                return { ...person, ...done, digits: person.identity.slice(-4) };
        }

        async come(who, options) {
                const visitor = await Visitor.come(this.province.base, options);
                if (who)
                        await visitor.context.addCookies(this.cookies[who]);
                return visitor;
        }

        async as(who, deed) {
                const visitor = await this.come(who);
                try {
                        return await deed(visitor);
                } finally {
                        await visitor.leave();
                }
        }

        /** A dossier that somebody else moves while the visitor has its page open. */
        async fresh_dossier() {
                this.full.moves = await this.as('full', async (v) => (await apply(v, this.full,
                        this.procedure)).dossier);
        }

        async accept_once() {
                await this.as('counter', (officer) =>
                        move(officer, this.full.moves, 'Tiếp nhận và in giấy hẹn'));
        }

        fill(path) {
                return path.replace(/\{([\w.]+)\}/g, (_, name) => {
                        const value = name.split('.').reduce((o, key) => o?.[key], this);
                        expect(value, `the world to have ${name}`);
                        return value;
                });
        }
}

async function picture(page, name) {
        await page.screenshot({ path: join(screens, `${name}.png`), fullPage: true });
}

/** One state in one language, at both widths. Returns what is wrong. */
async function visit(world, route, state, spec, lang) {
        if (spec.path.includes('full.moves'))
                await world.fresh_dossier();
        const visitor = await world.come(spec.as, { width: 320, script: true, lang });
        try {
                const path = world.fill(spec.path);
                await visitor.go(lang === 'en' ? `/en${path === '/' ? '' : path}` : path);
                await spec.do?.(visitor, world, lang).catch(async (error) => {
                        const heading = await visitor.page.locator('h1').allTextContents();
                        throw `${visitor.page.url()} answered ${visitor.status()}, "${heading}"\n${error.stack}`;
                });
                const allowed = [spec.status ?? 200].flat();
                const errors = allowed.includes(visitor.status()) ? []
                        : [`status ${visitor.status()}, expected ${allowed.join(' or ')}`];
                if (spec.as && visitor.path().includes('/dang-nhap?'))
                        errors.push(`${spec.as} is asked to sign in`);
                errors.push(...await page_errors(visitor, lang));
                const name = `${route.slice(1).replace(/\W+/g, '-') || 'trang-chu'}.${state}.${lang}`;
                await picture(visitor.page, `${name}.320`);
                errors.push(...await wide_errors(visitor.page,
                        () => picture(visitor.page, `${name}.1280`)));
                return errors.map((e) => `${lang} ${e}`);
        } finally {
                await visitor.leave();
        }
}

let world;

test('a province to look at', async () => {
        mkdirSync(screens, { recursive: true });
        const province = await Province.make('sqlite');
        process.on('exit', () => province.child?.kill('SIGKILL'));
        await province.serve();
        world = await new World().make(province).catch((error) => {
                console.log(province.log.slice(-2000));
                throw error;
        });
});

for (const [n, [route, states]] of Object.entries(pages).entries()) {
        if (!is_mine(n))
                continue;
        for (const state of state_names) {
                const spec = states[state];
                if (typeof spec !== 'object')
                        continue;
                test(`${route} ${state}: accessible, valid, no sideways scroll`, async () => {
                        if (!world)
                                throw 'there is no province to look at';
                        const errors = await visit(world, route, state, spec, 'vi');
                        if (state === 'full' || state === 'error')
                                errors.push(...await visit(world, route, state, spec, 'en'));
                        expect(errors.length === 0, `nothing wrong, found:\n${errors.join('\n')}`);
                });
        }
}

test('the province that was looked at is still there at the end', async () => {
        const { province } = world;
        const alive = province.child !== undefined;
        await province.remove();
        expect(alive, `the server to be running; it said:\n${province.log.slice(-3000)}`);
});
