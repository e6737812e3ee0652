/**
 * Bundles the command line: `ddb-audit.js`, and beside it the code of the threads that read log files.
 * Only DuckDB stays a package of its own, because of its native part.
 */
import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(__dirname, '..');

/** @param outdir folder for `ddb-audit.js` and `ingest-worker.js` */
export async function buildCommandLine(outdir: string): Promise<void> {
  await build({
    entryPoints: [join(ROOT, 'bin/ddb-audit.ts'), join(ROOT, 'src/local/ingest/ingest-worker.ts')],
    entryNames: '[name]',
    outdir,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // Packages that are ES modules ask where they are. esbuild leaves that undefined in CommonJS.
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: "'use strict'; const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
    // Only a checkout loads tsx, and builds the page of the explorer with esbuild.
    external: ['@duckdb/node-api', 'esbuild', 'tsx'],
    logLevel: 'warning',
  });
}
