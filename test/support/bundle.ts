import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = resolve(__dirname, '../..');

/** Bundles an entry as it is deployed. All test files of a run share the bundle of an entry. */
export function bundle(entry: string, outfile: string): string {
  const file = resolve(entry);
  const shared = join(process.env.TEST_RUN_FOLDER as string, relative(ROOT, file).replaceAll(/[/\\]/g, '-'));
  if (!existsSync(shared)) {
    // Another worker may bundle the same entry: each renames a complete file.
    const complete = `${shared}-${process.pid}`;
    buildBundle(file, complete);
    renameSync(complete, shared);
  }
  mkdirSync(dirname(outfile), { recursive: true });
  copyFileSync(shared, outfile);
  return outfile;
}

function buildBundle(entry: string, outfile: string): void {
  buildSync({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'], // As lib/node-function.ts bundles what is deployed.
    logLevel: 'error',
  });
}
