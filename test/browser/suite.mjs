// test/browser/suite.mjs: the smallest runner. Tests run one after the other; a name says what is
// protected; the closing line is `N passed, N failed`.

const tests = [];

export function test(name, fn) {
        tests.push({ name, fn });
}

/** Runs what was registered; `only` keeps the tests whose name it matches. */
export async function run(only = '') {
        let passed = 0;
        let failed = 0;
        for (const { name, fn } of tests) {
                if (!name.match(only))
                        continue;
                try {
                        await fn();
                        passed++;
                        console.log(`ok   ${name}`);
                } catch (error) {
                        failed++;
                        console.log(`FAIL ${name}`);
                        console.log(String(error?.stack ?? error).replace(/^/gm, '    '));
                }
        }
        console.log(`${passed} passed, ${failed} failed`);
        return failed === 0 && passed > 0;
}

export function expect(condition, words) {
        if (!condition)
                throw new Error(`expected ${words}`);
}

export function same(got, want, words) {
        if (got !== want)
                throw new Error(`${words}: ${JSON.stringify(got)}, expected ${JSON.stringify(want)}`);
}
