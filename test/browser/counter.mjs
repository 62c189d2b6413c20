// test/browser/counter.mjs: an officer at the counter with a keyboard and no script: somebody who was
// here before is taken in with at most 25 keys and 6 requests, counted as they are pressed and sent.
// And a telephone that photographs a paper for the counter.

import { Visitor } from './browser.mjs';
import { come_as, take_in } from './people.mjs';
import { Province } from './province.mjs';
import { expect, same, test } from './suite.mjs';

const procedure = '1.003197';
const number = '038094000217'; // the demo's citizen, who has an account

/** Keys and requests from now on: pages and what they lead on to, without pictures and styles. */
function counted(page) {
        const count = { keys: 0, requests: 0 };
        page.on('request', (r) => {
                count.requests += r.isNavigationRequest() ? 1 : 0;
        });
        count.press = async (key) => {
                count.keys++;
                await page.keyboard.press(key);
        };
        count.send = async (key) => {
                await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), count.press(key)]);
        };
        return count;
}

/** The first time: how the result is received is asked, and then known. */
async function take_in_first(visitor) {
        const { page } = visitor;
        await visitor.go('/tiep-nhan');
        await page.fill('[name="the"]', number);
        await page.fill('[name="tim"]', procedure);
        await visitor.press('Tiếp tục');
        await page.check('[name="f-nhan_ket_qua"][value="quay"]');
        await page.check('[name="du"]');
        await visitor.press('Tiếp nhận và in giấy hẹn');
        expect(visitor.path().startsWith('/viec/'), `a dossier, at ${visitor.path()}`);
}

async function take_in_again(visitor) {
        const { page } = visitor;
        const count = counted(page);
        await visitor.go('/tiep-nhan'); // the field of the card is ready for typing
        await page.locator('[name="the"]:focus').waitFor();
        for (const digit of number)
                await count.press(digit);
        await count.press('Tab'); // to what this counter did last
        await count.press('Space');
        await count.send('Enter');
        await page.locator('[name="du"]:focus').waitFor(); // a person sees where the frame stands
        await count.press('Space'); // every paper is there
        await count.send('Enter');
        expect(visitor.path().startsWith('/viec/'), `a dossier, at ${visitor.path()}`);
        console.log(`    a repeat visitor: ${count.keys} keys, ${count.requests} requests`);
        expect(count.keys <= 25, `at most 25 keys, not ${count.keys}`);
        expect(count.requests <= 6, `at most 6 requests, not ${count.requests}`);
        const text = await visitor.text();
        expect(text.includes('Người nộp: Lê Văn Hùng'), 'the applicant in the history');
        expect(text.includes('Cán bộ giúp nhập hồ sơ: Hoàng Thị Lan'), 'the officer in the history');
        expect(await visitor.go_until(visitor.path(), 'Giấy tiếp nhận hồ sơ'), 'the receipt to print');
}

test('counter: a repeat visitor is taken in with 25 keys and 6 requests', async () => {
        const province = await Province.make('sqlite');
        try {
                await province.serve();
                const visitor = await come_as(province, province.ward.counter);
                await take_in_first(visitor);
                await take_in_again(visitor);
                same(visitor.status(), 200, 'the last page');
                await visitor.leave();
        } catch (error) {
                console.log(province.log?.slice(-1500) ?? '');
                throw error;
        } finally {
                await province.remove();
        }
});

/** One pixel. */
const photo = { name: 'image.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB' +
        'CAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') };

test('counter: photos of a telephone that is not signed in are at the desk, and one PDF in the end', async () => {
        const province = await Province.make('sqlite');
        try {
                await province.serve();
                const desk = await come_as(province, province.ward.counter, { script: true });
                const draft = await take_in(desk, { identity: number }, procedure);
                await desk.go(`/tiep-nhan/${draft}`);
                await desk.page.locator('button[value^="chup:"]').first().click();
                const link = new URL(await desk.page.locator('p.code').textContent()).pathname;
                const telephone = await Visitor.come(province.base, { script: true });
                for (let i = 1; i <= 2; i++) {
                        await telephone.go(link);
                        await telephone.page.setInputFiles('[name="photo"]', photo); // sent as it is taken
                        await telephone.page.locator(`ul.files li:nth-child(${i})`).waitFor();
                        await desk.page.locator(`ul.files li:nth-child(${i})`).waitFor(); // comes by itself
                }
                await telephone.press('Xong, đã chụp đủ');
                same(telephone.status(), 410, 'the link after its end');
                await desk.page.getByText('Mã đã đóng').waitFor();
                await desk.go(`/tiep-nhan/${draft}`);
                expect((await desk.text()).includes('Ảnh 1.pdf'), 'one PDF on the paper');
                await telephone.leave();
                await desk.leave();
        } finally {
                await province.remove();
        }
});
