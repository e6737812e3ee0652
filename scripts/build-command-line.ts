/**
 * Bundles the command line: `ddb-audit.js`, and beside it the engine that it starts for a data folder.
 * Only the embedded databases stay packages of their own, because of their native parts.
 */
import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(__dirname, '..');

/** @param outdir folder for `ddb-audit.js` and `engine-process.js` */
export async function buildCommandLine(outdir: string): Promise<void> {
  await build({
    entryPoints: [
      join(ROOT, 'bin/ddb-audit.ts'),
      join(ROOT, 'src/local/engine-process.ts'),
      join(ROOT, 'src/local/ingest/ingest-worker.ts'),
    ],
    entryNames: '[name]',
    outdir,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // Only a checkout loads tsx.
    external: ['@duckdb/node-api', 'dynalite', 'tsx'],
    logLevel: 'warning',
  });
}
