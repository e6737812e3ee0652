/** Builds the page of the explorer into the folder that the bundled command line serves it from. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPageFiles, PAGE_FILES } from '../src/cli/explorer/page-files';
import type { PageFiles } from '../src/http/explorer';

const ROOT = join(__dirname, '..');

/** @param outdir folder for the files of the page */
export async function buildExplorer(outdir: string): Promise<void> {
  const files = await buildPageFiles(ROOT);
  mkdirSync(outdir, { recursive: true });
  for (const [name, file] of Object.entries(PAGE_FILES)) {
    writeFileSync(join(outdir, file), files[name as keyof PageFiles]);
  }
}
