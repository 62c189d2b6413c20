// web/designers/build.mjs OUT: bundles the three editors into OUT (process, decision and form, each one
// script and one style sheet). Pictures and letters of the editors become part of the style sheets.

import { build } from 'esbuild';

await build({
        entryPoints: ['process', 'decision', 'form'].map((name) => ({ in: `src/${name}.js`, out: name })),
        outdir: process.argv[2],
        bundle: true,
        minify: true,
        format: 'esm',
        target: 'es2020',
        legalComments: 'none',
        logLevel: 'warning',
        define: { 'process.env.NODE_ENV': '"production"' },
        loader: { '.woff': 'empty', '.woff2': 'dataurl', '.ttf': 'empty', '.eot': 'empty',
                '.svg': 'empty' },
});
