// test/browser/passkeys.mjs: a passkey from end to end, with the browser's own virtual authenticator: made
// with the password, used in place of it, taken off, and of no use then.

import { Visitor } from './browser.mjs';
import { come_as, sign_in } from './people.mjs';
import { Province } from './province.mjs';
import { expect, same, test } from './suite.mjs';

const person = { name: '038094000217', password: 'motcua-demo' };

/** The site as browsers know it: passkeys are for a name, never for a number. */
async function make_public(province) {
        const base = province.base.replace('127.0.0.1', 'localhost');
        const admin = await come_as(province, province.province.admin);

        await admin.go('/quan-tri/cai-dat/site.url');
        await admin.page.fill('[name="value"]', base);
        await Promise.all([admin.page.waitForEvent('load'),
                admin.page.click('form[action$="/site.url"] button[type="submit"]')]);
        await admin.leave();
        return base;
}

/** An authenticator that has its person's fingerprint. */
async function with_authenticator(visitor) {
        const cdp = await visitor.context.newCDPSession(visitor.page);

        await cdp.send('WebAuthn.enable');
        return [cdp, (await cdp.send('WebAuthn.addVirtualAuthenticator', { options: {
                protocol: 'ctap2', transport: 'internal', hasResidentKey: true,
                hasUserVerification: true, isUserVerified: true,
                automaticPresenceSimulation: true,
        } })).authenticatorId];
}

async function sign_out(visitor) {
        await visitor.go('/tai-khoan');
        await visitor.page.click('form[action$="/dang-xuat"] button');
        await visitor.page.waitForLoadState('load');
}

async function use_key(visitor) {
        await visitor.go('/dang-nhap');
        await visitor.page.click('form[action$="/dang-nhap/khoa"] button');
}

test('a passkey is made, opens the account without a password, and is taken off', async () => {
        const province = await Province.make('sqlite', { dossiers: 2 });

        await province.serve();
        try {
                const base = await make_public(province);
                const v = await Visitor.come(base, { script: true });
                const [cdp, authenticatorId] = await with_authenticator(v);

                await sign_in(v, person);
                await v.go('/tai-khoan/bao-mat/khoa');
                await v.page.fill('[name="label"]', 'Điện thoại của tôi');
                await v.page.fill('[name="password"]', person.password);
                await v.page.click('form[data-rp] button[type="submit"]');
                await v.page.waitForURL('**/tai-khoan/bao-mat');
                expect((await v.page.textContent('main')).includes('Điện thoại của tôi'),
                        'the new passkey stands in the list');
                const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
                same(credentials.length, 1, 'passkeys of the device');

                await sign_out(v);
                await use_key(v);
                await v.page.waitForURL('**/ho-so');
                expect((await v.page.textContent('header')).includes('Lê Văn Hùng'), 'signed in');

                await v.go('/tai-khoan/bao-mat');
                await v.page.click('a[href*="/khoa/bo"]');
                await v.page.click('form[action$="/khoa/bo"] button'); // no password, no word that it is you
                await v.page.waitForSelector('.errors');
                await v.page.click('a[href*="/tai-khoan/xac-nhan"]');
                await v.page.click('form[data-rp] button[type="submit"]');
                await v.page.waitForURL('**/khoa/bo?*');
                same(await v.page.locator('[name="password"]').count(), 0, 'the passkey stands for it');
                await v.page.click('form[action$="/khoa/bo"] button');
                await v.page.waitForURL('**/tai-khoan/bao-mat');
                await sign_out(v);
                await use_key(v);
                await v.page.waitForSelector('.errors');
                await v.leave();
        } finally {
                await province.remove();
        }
});
