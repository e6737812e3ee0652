import { join } from 'node:path';
import { build } from 'esbuild';
import { RESULTS } from './results';

/** As it would be deployed: one file, so that no loader takes part in what is measured. */
export async function bundle(file: string): Promise<string> {
  const outfile = join(RESULTS, 'build', `${file.split(/[\\/]/).at(-1)}.cjs`);
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['esbuild', '@duckdb/node-api'],
    define: { __filename: JSON.stringify(file), __dirname: JSON.stringify(join(file, '..')) },
    logLevel: 'error',
  });
  return outfile;
}
