// test/browser/run.mjs [WORDS]: all tests in the browser, or those whose name matches WORDS.

import { close_browser, open_browser } from './browser.mjs';
import './selftest.mjs';
import './page_states.mjs';
import './forms.mjs';
import './main_job.mjs';
import './designers.mjs';
import { run } from './suite.mjs';

await open_browser();
const good = await run(process.argv[2]);
await close_browser();
process.exit(good ? 0 : 1);
