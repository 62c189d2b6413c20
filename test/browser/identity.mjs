// test/browser/identity.mjs: signing in with an identity provider (VNeID's shape), against the real
// oidc-provider: a new person gets an account, comes back to where they were going, is known the next
// time; somebody who has an account already is linked by identity number; a changed key is no hindrance.

import { generateKeyPairSync } from 'node:crypto';
import http from 'node:http';
import { Visitor } from './browser.mjs';
import { come_as, put_settings } from './people.mjs';
import { Province } from './province.mjs';
import { expect, same, test } from './suite.mjs';

const people = {
        moi: { SoDinhDanh: '038201000111', HoVaTen: 'Nguyễn Thị Mới', NgaySinh: '14/02/2001',
                SoDienThoai: '0987000111' },
        hung: { SoDinhDanh: '038094000217', HoVaTen: 'Lê Văn Hùng', NgaySinh: '19940517' },
        thieu: { HoVaTen: 'Không Có Số' },
};

function new_key(kid) {
        const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

        return { ...privateKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' };
}

/** A provider with one key; `again` serves it with another one at the same address. */
async function provide(base) {
        const server = http.createServer((q, a) => server.answer(q, a));
        await new Promise((done) => server.listen(0, '127.0.0.1', done));
        const issuer = `http://localhost:${server.address().port}`;
        const { default: Provider } = await import('oidc-provider');
        server.serve = (kid) => {
                const provider = new Provider(issuer, {
                        clients: [{ client_id: 'motcua', client_secret: 'bi-mat-cua-motcua:%',
                                redirect_uris: [`${base}/dang-nhap/dinh-danh/ve`],
                                id_token_signed_response_alg: 'ES256' }],
                        jwks: { keys: [new_key(kid)] },
                        cookies: { keys: ['thu'] },
                        claims: { openid: ['sub', 'SoDinhDanh', 'HoVaTen', 'NgaySinh', 'SoDienThoai'] },
                        pkce: { required: () => true, methods: ['S256'] },
                        findAccount: (_, id) => ({ accountId: id,
                                claims: () => ({ sub: id, ...people[id] }) }),
                });
                server.answer = provider.callback();
        };
        server.serve('mot');
        return { issuer, server };
}

/** Through the provider's own pages: who one is, and yes. */
async function identify(v, who) {
        await v.page.click('a[href*="/dang-nhap/dinh-danh"]');
        await v.page.fill('[name="login"]', who);
        await v.page.fill('[name="password"]', 'x');
        await v.page.click('button[type="submit"]');
        await v.page.click('button[type="submit"]');
        await v.page.waitForLoadState('load');
}

/** Through the provider again: whatever it asks, until it is done. */
async function identify_again(v, issuer, who) {
        for (let i = 0; i < 4 && v.page.url().startsWith(issuer); i++) {
                if (await v.page.locator('[name="login"]').count()) {
                        await v.page.fill('[name="login"]', who);
                        await v.page.fill('[name="password"]', 'x');
                }
                await v.page.click('button[type="submit"]');
                await v.page.waitForLoadState('load');
        }
}

/** Who has no password changes their telephone by signing in at the provider once more. */
async function confirm_by_provider(v, issuer) {
        const start = '/tai-khoan/xac-nhan/dinh-danh?tiep=/tai-khoan/lien-he';

        await v.go('/tai-khoan/lien-he');
        await v.page.click('form[action="/tai-khoan/lien-he"] button[type="submit"]');
        expect(await v.page.locator('.errors').count() === 1, 'something has to show that it is them');

        // Not asked again, the provider lets in whoever sits at the open browser.
        const off = await v.page.context().request.get(new URL(start, v.page.url()).href,
                { maxRedirects: 0 });
        const asked = new URL(off.headers().location);
        same(asked.searchParams.get('prompt'), 'login', 'what the provider is asked');
        asked.searchParams.delete('prompt');
        asked.searchParams.delete('max_age');
        await v.page.goto(asked.href);
        await identify_again(v, issuer, 'moi');
        expect((await v.page.textContent('.errors')).includes('chưa hỏi lại'), 'an old sign-in is none');

        await v.go(start);
        expect(v.page.url().startsWith(issuer), 'the provider asks again');
        await identify_again(v, issuer, 'hung');
        expect((await v.page.textContent('.errors')).includes('không phải'), 'somebody else is refused');

        await v.go(start);
        await identify_again(v, issuer, 'moi');
        same(v.path(), '/tai-khoan/lien-he', 'where one was');
        same(await v.page.locator('[name="password"]').count(), 0, 'no password is asked');
        await v.page.fill('[name="phone"]', '0987000222');
        await v.page.click('form[action="/tai-khoan/lien-he"] button[type="submit"]');
        same(v.path(), '/thong-bao/xac-nhan', 'the change is made');
}

async function as_person(base, who, from, deed) {
        const v = await Visitor.come(base);

        await v.go(from);
        await identify(v, who);
        await deed(v);
        await v.leave();
}

test('somebody signs in with an identity provider', async () => {
        const province = await Province.make('sqlite', { dossiers: 2 });
        let provider;

        await province.serve();
        try {
                const base = province.base.replace('127.0.0.1', 'localhost');

                provider = await provide(base);
                const admin = await come_as(province, province.province.admin);
                await put_settings(admin, { 'site.url': base, 'oidc.issuer': provider.issuer,
                        'oidc.client': 'motcua', 'oidc.secret': 'bi-mat-cua-motcua:%' });
                await admin.leave();
                await as_person(base, 'moi', '/dang-nhap?tiep=/thong-bao', async (v) => {
                        same(v.path(), '/thong-bao', 'where one was going');
                        const text = await v.page.textContent('body');

                        expect(text.includes('Nguyễn Thị Mới'), 'the new account has its name');
                        expect(text.includes('tài khoản định danh'), 'one is told of the link');
                        await confirm_by_provider(v, provider.issuer);
                });
                provider.server.serve('hai'); // keys change without a word
                await as_person(base, 'hung', '/dang-nhap', async (v) => {
                        same(v.path(), '/ho-so', 'where one begins');
                        expect((await v.page.textContent('header')).includes('Lê Văn Hùng'),
                                'the account that was there');
                });
                await as_person(base, 'thieu', '/dang-nhap', async (v) => {
                        expect((await v.page.textContent('.errors')).includes('số định danh'),
                                'why not is said');
                });
                const v = await Visitor.come(base);

                await v.go('/dang-nhap/dinh-danh/ve?code=x&state=a.b');
                expect(await v.page.locator('.errors').count() === 1, 'nobody asked for this answer');
                await v.leave();
        } finally {
                provider?.server.closeAllConnections();
                provider?.server.close();
                await province.remove();
        }
});
