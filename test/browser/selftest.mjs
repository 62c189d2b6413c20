// test/browser/selftest.mjs: the checks themselves can fail. A good page passes; the same page with
// one fault each is refused. Otherwise a broken checker would bless every page.

import http from 'node:http';
import { page_errors } from './checks.mjs';
import { Visitor } from './browser.mjs';
import { expect, same, test } from './suite.mjs';

const good = `<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>Tìm thủ tục</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>Tìm thủ tục</h1><p>Bạn cần làm việc gì hôm nay?</p></main></body></html>`;

const faults = [
        ['a picture without words', 'axe image-alt', (s) => s.replace('</p>', '</p><img src="data:,">')],
        ['grey on grey', 'axe color-contrast', (s) => s.replace('<p>', '<p style="color:#bbb">')],
        ['an unclosed element', 'html ', (s) => s.replace('</p>', '')
                .replace('<p>', '<div><p>')],
        ['a line wider than the phone', 'scrolls sideways',
                (s) => s.replace('<p>', '<p>' + 'W'.repeat(200))],
        ['two titles of the first rank', '2 h1', (s) => s.replace('<p>', '<h1>Hai</h1><p>')],
        ['the wrong language', 'lang=', (s) => s.replace('lang="vi"', 'lang="en"')],
        ['a placeholder left in a text', 'unfilled', (s) => s.replace('hôm nay', '{{name}}')],
];

test('a button is pressed when the whole next page is there, however slowly it comes', async () => {
        const form = good.replace('</main>', '<form method="post"><button>Tiếp tục</button></form></main>');
        const [begin, end] = good.split('<p>');
        const server = http.createServer((req, res) => {
                res.setHeader('Content-Type', 'text/html; charset=utf-8');
                if (req.method === 'GET')
                        return void res.end(form);
                res.write(begin);
                setTimeout(() => res.end(`<p>${end}`), 500);
        });
        await new Promise((done) => server.listen(0, '127.0.0.1', done));
        const visitor = await Visitor.come(`http://127.0.0.1:${server.address().port}`);
        try {
                await visitor.go('/');
                await visitor.press('Tiếp tục');
                same(await visitor.page.locator('p').count(), 1, 'the end of the page');
        } finally {
                await visitor.leave();
                server.close();
        }
});

test('the checks pass a good page and refuse each fault', async () => {
        let body = good;
        const server = http.createServer((_, res) => {
                res.setHeader('Content-Type', 'text/html; charset=utf-8');
                res.end(body);
        });
        await new Promise((done) => server.listen(0, '127.0.0.1', done));
        const visitor = await Visitor.come(`http://127.0.0.1:${server.address().port}`,
                { width: 320, script: true });
        try {
                await visitor.go('/');
                same((await page_errors(visitor)).join('; '), '', 'a good page');
                for (const [name, word, spoil] of faults) {
                        body = spoil(good);
                        await visitor.go('/');
                        const errors = await page_errors(visitor);
                        expect(errors.some((e) => e.startsWith(word)),
                                `${name} to be refused by "${word}", got: ${errors.join('; ') || 'nothing'}`);
                }
        } finally {
                await visitor.leave();
                server.close();
        }
});
