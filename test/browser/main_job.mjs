// test/browser/main_job.mjs: the main job from end to end, as people do it: a citizen without
// JavaScript finds a procedure, applies with papers; counter, specialist and leader do their part;
// the result is handed over and downloaded; every step is seen; and `motcua verify` finds all sound.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Visitor } from './browser.mjs';
import { add_papers, begin_draft, come_as, fill_info, fill_page, move, new_person, register, submit }
        from './people.mjs';
import { Province, kinds } from './province.mjs';
import { expect, same, test } from './suite.mjs';

const procedure = '1.000894';

async function find_procedure(visitor) {
        await visitor.go('/');
        await visitor.page.locator('input[name="q"]').first().fill('dang ky ket hon');
        await visitor.page.locator('input[name="q"]').first().press('Enter');
        await visitor.page.waitForLoadState('load');
        const first = visitor.page.locator('ol.results li').first();
        same((await first.locator('h2').innerText()).trim(), 'Đăng ký kết hôn',
                'the first hit for words without marks');
        await first.getByRole('link').first().click();
        await visitor.page.waitForLoadState('load');
        same(visitor.path(), `/thu-tuc/${procedure}`, 'the address of the procedure');
        const text = await visitor.text();
        for (const words of ['Ai được làm', 'Mất bao lâu', 'Bao nhiêu tiền', 'Cần chuẩn bị'])
                expect(text.includes(words), `the procedure page to say “${words}”`);
}

async function submit_application(visitor, person) {
        const draft = await begin_draft(visitor, procedure);
        await fill_page(visitor, { ...person, phone: '09' });
        same(visitor.status(), 422, 'a wrong telephone number');
        same(await visitor.page.inputValue('[name="f-nguoi_nop-ten"]'), person.name,
                'what was typed is kept');
        expect((await visitor.page.title()).startsWith('Lỗi:'), 'the title to say that it came back');
        await fill_page(visitor, person);
        expect(visitor.path().endsWith('/khai/ben-kia'), `the other party's page, at ${visitor.path()}`);
        await visitor.follow('Quay lại');
        same(await visitor.page.inputValue('[name="f-nguoi_nop-ten"]'), person.name, 'after going back');
        await visitor.go(`/nop/${draft}/thong-tin`);
        expect(visitor.path().endsWith('/khai/ben-kia'), 'to go on where something is missing');
        await fill_info(visitor, person);
        await visitor.go(`/nop/${draft}/kiem-tra`);
        expect((await visitor.text()).includes('Hồ sơ còn thiếu'), 'missing papers to be said');
        await visitor.go(`/nop/${draft}/giay-to`);
        await add_papers(visitor);
        await visitor.follow('Tiếp tục');
        const text = await visitor.text();
        expect(text.includes(person.name) && text.includes('kiểm tra hồ sơ chậm nhất'),
                'the check page to show the answers and when the dossier will be checked');
        return submit(visitor);
}

async function follow_to_the_result(province, visitor, dossier) {
        expect(await visitor.go_until(`/ho-so/${dossier}`, 'Kết quả giải quyết'), 'the result');
        const text = await visitor.text();
        const steps = ['Nộp hồ sơ', 'Được tiếp nhận', 'Chuyên viên bắt đầu giải quyết',
                'Trình lãnh đạo', 'Lãnh đạo duyệt kết quả', 'Đã trả kết quả'];
        for (const step of steps)
                expect(text.includes(step), `the timeline to show “${step}”`);
        const [download] = await Promise.all([
                visitor.page.waitForEvent('download'),
                visitor.page.getByRole('link', { name: /Kết quả giải quyết/ }).evaluate((a) => {
                        a.setAttribute('download', '');
                        a.click();
                }),
        ]);
        const path = join(province.folder, `${dossier}.pdf`);
        writeFileSync(path, readFileSync(await download.path()));
        execFileSync('qpdf', ['--check', path], { stdio: 'pipe' });
        const words = execFileSync('pdftotext', [path, '-'], { encoding: 'utf8' });
        expect(words.includes(dossier), 'the result to carry the code of the dossier');
        expect(/chưa ký số/i.test(words.normalize('NFC')), 'the result to say that it is not signed');
}

async function main_job(province) {
        const { counter, specialist, leader } = province.ward;
        const person = new_person();
        const citizen = await Visitor.come(province.base, { script: false, width: 360 });
        await find_procedure(citizen);
        await register(citizen, person);
        const dossier = await submit_application(citizen, person);
        expect(/^[0-9A-Z.]+-\d{6}-\d{4,}$/.test(dossier), `a code in the province's form: ${dossier}`);
        const sent = await citizen.text();
        expect(sent.includes(dossier) && sent.includes('Chậm nhất'), 'code and checking time');

        const at_counter = await come_as(province, counter);
        await move(at_counter, dossier, 'Tiếp nhận và in giấy hẹn');
        expect(await citizen.go_until(`/ho-so/${dossier}`, 'Giấy tiếp nhận hồ sơ và hẹn trả kết quả'),
                'the receipt to be there');
        const at_desk = await come_as(province, specialist);
        await move(at_desk, dossier, 'Nhận xử lý');
        await move(at_desk, dossier, 'Trình ký', { note: 'Đủ điều kiện đăng ký kết hôn.' });
        const at_top = await come_as(province, leader);
        await move(at_top, dossier, 'Duyệt kết quả');
        await move(at_counter, dossier, 'Trả kết quả');
        await follow_to_the_result(province, citizen, dossier);

        await citizen.go('/tai-khoan');
        expect((await citizen.text()).includes('Xử lý hồ sơ'), 'who looked at the data to be told');
        for (const visitor of [citizen, at_counter, at_desk, at_top])
                await visitor.leave();
        return dossier;
}

for (const kind of kinds) {
        test(`the main job from end to end on ${kind}, the citizen without JavaScript`, async () => {
                const province = await Province.make(kind);
                try {
                        await province.serve();
                        const dossier = await main_job(province);
                        await province.motcua('verify');
                        await province.stop('SIGKILL');
                        await province.serve();
                        const found = await fetch(`${province.base}/tra-cuu?ma=${dossier}`);
                        same(found.status, 200, 'after kill -9 and a new start');
                        await province.motcua('verify');
                        same(await province.stop('SIGINT'), 0, 'the exit code after Ctrl-C');
                } catch (error) {
                        console.log(province.log?.slice(-3000) ?? '');
                        throw error;
                } finally {
                        await province.remove();
                }
        });
}
