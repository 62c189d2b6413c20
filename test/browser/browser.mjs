// test/browser/browser.mjs: one Chromium (Debian's) for all tests, and visits in it. A visit keeps
// the bytes of the page as the server sent them, for the HTML check, beside the page itself.

import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

let browser;

export async function open_browser() {
        const path = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((p) => existsSync(p));
        browser = await chromium.launch({
                executablePath: path,
                args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage',
                        '--disable-background-networking', '--disable-component-update',
                        '--disable-sync', '--no-first-run'],
        });
}

export async function close_browser() {
        await browser?.close();
        browser = undefined;
}

/**
 * A person before a screen: own cookies, own window. Options: script (JavaScript on, default off, as
 * the public's pages must work; the checks need it on), width (px), lang.
 */
export class Visitor {
        static async come(base, { script = false, width = 1280, lang = 'vi' } = {}) {
                const v = new Visitor();
                v.base = base;
                v.complaints = [];
                v.context = await browser.newContext({
                        baseURL: base,
                        javaScriptEnabled: script,
                        viewport: { width, height: 900 },
                        colorScheme: 'light',
                        locale: lang,
                        acceptDownloads: true,
                });
                v.context.setDefaultTimeout(60000);
                v.page = await v.context.newPage();
                v.#listen(v.page);
                v.page.on('response', (r) => {
                        const page_itself = r.request().isNavigationRequest() &&
                                r.request().frame() === v.page.mainFrame();
                        if (page_itself && (r.status() < 300 || r.status() >= 400))
                                v.last = r;
                });
                return v;
        }

        /** What no page may do: break a script, be refused by the policy, ask for what is not there. */
        #listen(page) {
                page.on('pageerror', (e) => this.complaints.push(`script error: ${e.message}`));
                page.on('console', (m) => {
                        if (/Content Security Policy|Refused to/.test(m.text()))
                                this.complaints.push(m.text());
                });
                page.on('requestfailed', (r) => {
                        const why = r.failure()?.errorText ?? '';
                        if (!why.includes('ERR_ABORTED'))
                                this.complaints.push(`${r.url()}: ${why}`);
                });
                page.on('response', (r) => {
                        if (r.status() >= 400 && !r.request().isNavigationRequest())
                                this.complaints.push(`${r.url()}: ${r.status()}`);
                });
        }

        async go(path) {
                await this.page.goto(path, { waitUntil: 'load' });
                return this;
        }

        /**
         * The page as soon as it says `words`: papers are made by a job after the move was saved, and
         * a person loads the page again. The bound is there so that a test ends at all.
         */
        async go_until(path, words) {
                for (let tries = 0; tries < 300; tries++) {
                        await this.go(path);
                        if ((await this.text()).includes(words))
                                return true;
                        await this.page.waitForTimeout(100);
                }
                return false;
        }

        status() {
                return this.last?.status();
        }

        /** The page as the server sent it. */
        source() {
                return this.last.text();
        }

        path() {
                const url = new URL(this.page.url());
                return url.pathname + url.search;
        }

        async text() {
                return this.page.locator('body').innerText();
        }

        /** A click ends as soon as the next page begins to arrive: only then can its end be waited for. */
        async press(name) {
                await this.page.getByRole('button', { name }).first().click();
                await this.page.waitForLoadState('load');
        }

        /** What the page finds wrong with what was sent; '' when it finds nothing. */
        async errors() {
                const box = this.page.locator('div.errors');
                return await box.count() ? (await box.first().innerText()).replace(/\s+/g, ' ') : '';
        }

        async follow(name) {
                await this.page.getByRole('link', { name }).first().click();
                await this.page.waitForLoadState('load');
        }

        async leave() {
                await this.context.close();
        }
}
