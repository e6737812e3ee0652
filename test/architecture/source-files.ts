import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';

export const ROOT = join(__dirname, '..', '..');

export interface SourceFile {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly source: string;
}

/** Folders that hold no source of ours. */
const IGNORED = [
  '**/node_modules/**',
  'dist/**',
  'coverage/**',
  'cdk.out/**',
  'bench/results/**',
  '**/.*/**',
];

/** Every source file below the folders of the repository, in the order of their paths. */
export const readSourceFiles = (patterns = ['*/**/*.{ts,mts,cts,js,mjs,cjs,tsx}']): SourceFile[] =>
  globSync(patterns, { cwd: ROOT, ignore: IGNORED })
    .sort()
    .map((path) => ({ path, source: readFileSync(join(ROOT, path), 'utf8') }));
