// bench/web/measure.mjs PLAN: what pages weigh and how soon a telephone shows them, in Chromium. PLAN
// is JSON: {base, rounds, screens, pages: [{name, path, cookie, score, slow}]}; the answer, JSON on
// stdout, has for each page `first` and `repeat` (KB by kind, requests), with `score` Lighthouse's
// categories on its own telephone, and with `slow` the first paint and the moment from which the page
// answers, on 400 kbit/s with 400 ms and a quarter of the processor. Medians of `rounds`. Pictures of
// every page at 360 and 1280 px go to the folder `screens`.

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import lighthouse, { defaultConfig } from 'lighthouse';
import puppeteer from 'puppeteer-core';

const plan = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const kinds = { Document: 'html', Stylesheet: 'css', Script: 'js', Font: 'fonts' };
// Lighthouse calls it so; applied while the page loads, not computed afterwards.
const slow_line = {
        throttlingMethod: 'devtools',
        throttling: { requestLatencyMs: 400, downloadThroughputKbps: 400, uploadThroughputKbps: 400,
                cpuSlowdownMultiplier: 4 },
};

const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** Bytes over the wire by kind, headers included, while `act` loads a page. */
async function weigh(page, act) {
        const line = await page.createCDPSession();
        const kind_of = new Map();
        const seen = { html: 0, css: 0, js: 0, fonts: 0, other: 0, all: 0, requests: 0 };
        line.on('Network.responseReceived', (e) => {
                if (!e.response.fromDiskCache && !e.response.url.startsWith('data:'))
                        kind_of.set(e.requestId, kinds[e.type] ?? 'other');
        });
        line.on('Network.loadingFinished', (e) => {
                const kind = kind_of.get(e.requestId);
                if (!kind)
                        return;
                seen[kind] += e.encodedDataLength / 1024;
                seen.all += e.encodedDataLength / 1024;
                seen.requests++;
        });
        await line.send('Network.enable');
        await act(line);
        await line.detach();
        return seen;
}

const load = (page, path) => page.goto(plan.base + path, { waitUntil: 'networkidle0', timeout: 60000 });

async function weights(page, path) {
        const first = await weigh(page, async (line) => {
                await line.send('Network.clearBrowserCache');
                await load(page, path);
        });
        await page.goto('about:blank');
        return { first, repeat: await weigh(page, () => load(page, path)) };
}

async function audit(page, path, only, settings) {
        const flags = { output: 'json', logLevel: 'error', disableStorageReset: false, ...only };
        const config = { ...defaultConfig, settings: { ...defaultConfig.settings, ...settings } };
        const { lhr } = await lighthouse(plan.base + path, flags, config, page);
        if (lhr.runtimeError)
                throw new Error(`${path}: ${lhr.runtimeError.message}`);
        return lhr;
}

async function scores(page, path) {
        const rounds = [];
        for (let i = 0; i < plan.rounds; i++)
                rounds.push(await audit(page, path, {
                        onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'] }));
        const found = {};
        for (const name of Object.keys(rounds[0].categories))
                found[name] = median(rounds.map((r) => Math.round(r.categories[name].score * 100)));
        const failed = Object.values(rounds[0].audits).filter((a) =>
                a.score !== null && a.score < 0.9 && a.scoreDisplayMode === 'binary');
        return { ...found, failed: failed.map((a) => a.id) };
}

async function slow(page, path) {
        const rounds = [];
        for (let i = 0; i < plan.rounds; i++)
                rounds.push(await audit(page, path, {
                        onlyAudits: ['first-contentful-paint', 'interactive'] }, slow_line));
        const of = (name) => median(rounds.map((r) => r.audits[name].numericValue / 1000));
        return { paint: of('first-contentful-paint'), interactive: of('interactive') };
}

async function pictures(page, one) {
        for (const width of [360, 1280]) {
                await page.setViewport({ width, height: 800, isMobile: width < 800 });
                await load(page, one.path);
                await page.screenshot({ path: join(plan.screens, `${one.name}-${width}.png`),
                        fullPage: true });
        }
}

async function measure(browser, one) {
        const page = await browser.newPage();
        try {
                await page.setViewport({ width: 360, height: 800, isMobile: true });
                await browser.deleteCookie(...await browser.cookies());
                if (one.cookie)
                        await page.setCookie({ name: 'motcua', value: one.cookie, url: plan.base });
                const found = { name: one.name, ...await weights(page, one.path) };
                await pictures(page, one);
                if (one.score)
                        found.score = await scores(page, one.path);
                if (one.slow)
                        found.slow = await slow(page, one.path);
                return found;
        } finally {
                await page.close();
        }
}

mkdirSync(plan.screens, { recursive: true });
const browser = await puppeteer.launch({
        executablePath: ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((p) => existsSync(p)),
        args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--lang=vi',
                '--disable-background-networking', '--disable-component-update', '--no-first-run'],
});
try {
        const found = [];
        for (const one of plan.pages) {
                found.push(await measure(browser, one));
                console.error(`  ${one.name}`);
        }
        console.log(JSON.stringify(found));
} finally {
        await browser.close();
}
