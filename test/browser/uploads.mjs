// test/browser/uploads.mjs: the script upload.js as people meet it: a line that is lost, a browser that is
// closed in the middle, photos in the order and the turn that somebody gave them, a file that is refused.

import { Visitor } from './browser.mjs';
import { page_errors } from './checks.mjs';
import { sign_in, small_pdf } from './people.mjs';
import { Province } from './province.mjs';
import { expect, same, test } from './suite.mjs';

const person = { name: '038094000217', password: 'motcua-demo' };

/** A picture of one colour, made by the browser itself. */
async function photo(page, colour) {
        const url = await page.evaluate((c) => {
                const canvas = Object.assign(document.createElement('canvas'), { width: 60, height: 40 });
                const on = canvas.getContext('2d');

                on.fillStyle = c;
                on.fillRect(0, 0, 60, 40);
                return canvas.toDataURL('image/jpeg');
        }, colour);

        return Buffer.from(url.split(',')[1], 'base64');
}

async function to_papers(visitor) {
        await visitor.go('/thu-tuc/1.001193/nop');
        await visitor.page.click('main form button[type="submit"]');
        await visitor.page.waitForURL('**/nop/**');
        const draft = visitor.path().split('/')[2];

        await visitor.go(`/nop/${draft}/giay-to`);
        return draft;
}

const done = (page, n) => page.waitForFunction((want) =>
        document.querySelectorAll('[data-sends] input[name="uploaded"]').length === want, n);

/** Pieces that the browser sends are counted; `lose` says which get nowhere. */
async function listen(page, lose) {
        const seen = { announced: 0, pieces: 0, lost: 0 };

        await page.route('**/api/v1/uploads**', (route) => {
                const verb = route.request().method();

                seen.announced += verb === 'POST';
                if (verb !== 'PATCH')
                        return route.continue();
                seen.pieces++;
                if (!lose(seen))
                        return route.continue();
                seen.lost++;
                return route.abort();
        });
        return seen;
}

test('a file that is sent goes on where a lost line and a closed browser left it', async () => {
        const province = await Province.make('sqlite', { dossiers: 2 });

        await province.serve();
        try {
                const v = await Visitor.come(province.base, { script: true, width: 360 });
                const large = Buffer.concat([small_pdf(), Buffer.alloc(2_000_000, '%')]);
                const file = { name: 'sổ hộ khẩu.pdf', mimeType: 'application/pdf', buffer: large };

                await sign_in(v, person);
                const draft = await to_papers(v);
                const field = () => v.page.locator('input[name="files"]').first();
                const first = await listen(v.page, (seen) => seen.pieces > 1);

                await field().setInputFiles(file);
                await v.page.waitForFunction(() =>
                        document.querySelector('[data-sends] .file')?.textContent.includes('Mất kết nối'));
                expect(first.pieces >= 2, 'one piece arrived, then the line was lost');
                await v.page.unroute('**/api/v1/uploads**');
                await v.go(`/nop/${draft}/giay-to`); // as if the browser had been closed
                const second = await listen(v.page, (seen) => seen.pieces === 2);

                await field().setInputFiles(file);
                await done(v.page, 1);
                same(second.announced, 0, 'it was announced once only');
                same(second.lost, 1, 'a piece that got lost was sent again');
                await v.page.click('a.btn[href$="kiem-tra"]'); // goes on without the form's button
                await v.page.waitForURL('**/kiem-tra');
                await v.go(`/nop/${draft}/giay-to`);
                const said = await v.page.textContent('.files');

                expect(said.includes('sổ hộ khẩu.pdf') && said.includes('1,9 MB'), `the paper is there: ${said}`);
                await v.leave();
        } finally {
                await province.remove();
        }
});

test('photos become one PDF in the order that somebody gave them, and a broken file says why', async () => {
        const province = await Province.make('sqlite', { dossiers: 2 });

        await province.serve();
        try {
                const v = await Visitor.come(province.base, { script: true, width: 320 });

                await sign_in(v, person);
                await to_papers(v);
                const form = v.page.locator('form.pick').first();

                await form.locator('input[name="files"]').setInputFiles([
                        { name: 'trang-1.jpg', mimeType: 'image/jpeg', buffer: await photo(v.page, 'red') },
                        { name: 'trang-2.jpg', mimeType: 'image/jpeg', buffer: await photo(v.page, 'blue') }]);
                await done(v.page, 2);
                expect(await form.locator('[name="join"]').isChecked(), 'two photos are meant to be one paper');
                await form.locator('.file-tools button').nth(0).click();
                await form.locator('.file-tools button').nth(2).click();
                same(await form.locator('.file-name').evaluateAll((l) => l.map((x) => x.firstChild.textContent)).then(
                        (l) => l.join()), 'trang-2.jpg,trang-1.jpg', 'the order');
                same((await page_errors(v)).join('\n'), '', 'faults of the page with photos');
                await form.locator('[type="submit"]').click();
                await v.page.waitForSelector('.file-name:has-text("trang-2.pdf"):has-text("2 trang")');

                await form.locator('input[name="files"]').setInputFiles(
                        { name: 'hong.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\nx') });
                await v.page.waitForSelector('[data-sends] .is-bad:has-text("hong.pdf bị hỏng")');
                await v.leave();
        } finally {
                await province.remove();
        }
});
