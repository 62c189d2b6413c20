// test/browser/checks.mjs: what must hold of every page whatever it shows: no accessibility
// violation (axe-core, WCAG 2.2 AA and best practice), no HTML error, no sideways scroll at 320 px,
// neither with the text spacing of WCAG 1.4.12, one h1, a language, nothing refused by the policy.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { HtmlValidate } from 'html-validate';

const axe_source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const html_validate = new HtmlValidate({
        root: true,
        extends: ['html-validate:recommended'],
        rules: {
                'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'button', 'reset', 'submit'] }],
        },
});

const axe_tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

const spacing = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`;

export async function html_errors(source) {
        const report = await html_validate.validateString(source);
        return report.results.flatMap((r) => r.messages)
                .map((m) => `html ${m.ruleId}, line ${m.line}: ${m.message}`);
}

export async function axe_errors(page) {
        await page.evaluate(axe_source);
        const found = await page.evaluate((tags) =>
                globalThis.axe.run(document, { runOnly: { type: 'tag', values: tags },
                        resultTypes: ['violations'] }), axe_tags);
        return found.violations.flatMap((v) => v.nodes.map((n) =>
                `axe ${v.id}: ${n.target.join(' ')}: ${n.any.concat(n.all, n.none)[0]?.message ?? v.help}`));
}

async function overflow(page) {
        return page.evaluate(() => {
                const root = document.documentElement;
                if (root.scrollWidth <= root.clientWidth)
                        return null;
                const wide = [...document.body.querySelectorAll('*')]
                        .filter((e) => !e.closest('.scroll') &&
                                e.getBoundingClientRect().right > root.clientWidth + 1);
                const last = wide.at(-1);
                return `${root.scrollWidth} px wide in ${root.clientWidth}` +
                        (last ? `: <${last.tagName.toLowerCase()} class="${last.className}">` : '');
        });
}

export async function scroll_errors(page) {
        const errors = [];
        const plain = await overflow(page);
        if (plain)
                errors.push(`scrolls sideways: ${plain}`);
        await page.evaluate((css) => {
                const sheet = new CSSStyleSheet();
                sheet.replaceSync(css);
                document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
        }, spacing);
        const spaced = await overflow(page);
        if (spaced && !plain)
                errors.push(`scrolls sideways with wider text spacing: ${spaced}`);
        return errors;
}

async function plain_errors(page, lang) {
        const found = await page.evaluate(() => ({
                lang: document.documentElement.lang,
                h1: document.querySelectorAll('h1').length,
                title: document.title.trim(),
                holes: /\{\{|\}\}|\bT_[A-Z]{3,}|\bundefined\b|\(null\)/.exec(document.body.innerText)?.[0],
        }));
        const errors = [];
        if (found.lang !== lang)
                errors.push(`lang="${found.lang}", expected ${lang}`);
        if (found.h1 !== 1)
                errors.push(`${found.h1} h1`);
        if (!found.title)
                errors.push('no title');
        if (found.holes)
                errors.push(`unfilled text: ${found.holes}`);
        return errors;
}

/** All checks on the page where the visitor is. Returns lines; none is good. */
export async function page_errors(visitor, lang = 'vi') {
        const { page } = visitor;
        const errors = [
                ...await html_errors(await visitor.source()),
                ...await plain_errors(page, lang),
                ...await axe_errors(page),
        ];
        if (page.viewportSize().width <= 320)
                errors.push(...await scroll_errors(page));
        errors.push(...visitor.complaints.splice(0));
        return errors;
}

/** The same page on a wide screen: in light for the picture, in dark for the check. */
export async function wide_errors(page, picture) {
        await page.setViewportSize({ width: 1280, height: 900 });
        await picture();
        await page.emulateMedia({ colorScheme: 'dark' });
        const errors = await axe_errors(page);
        return errors.map((e) => `1280 px: ${e}`);
}
