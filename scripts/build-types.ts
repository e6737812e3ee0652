/** Writes the types of the construct, of the client and of data folders, which share most of their files. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

/** @param outdir folder for `lib/index.d.ts`, `src/client.d.ts` and the types these refer to */
export function buildTypes(outdir: string): void {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const project = join(ROOT, 'tsconfig.types.json');
  execFileSync(process.execPath, [compiler, '-p', project, '--outDir', outdir], {
    cwd: ROOT,
    stdio: 'inherit',
  });
}
