/**
 * Bundles the command line into dist/, for the published package: `ddb-audit.js`, and beside it the
 * engine that it starts for a data folder. Only the embedded database stays a package of its own,
 * because of its native part.
 */
import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(__dirname, '..');

export const buildCommandLine = (outdir: string) =>
  build({
    entryPoints: [join(ROOT, 'bin/ddb-audit.ts'), join(ROOT, 'src/local/engine-process.ts')],
    entryNames: '[name]',
    outdir,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // tsx is asked for in a checkout only.
    external: ['dynalite', 'tsx'],
    logLevel: 'warning',
  });

if (require.main === module) void buildCommandLine(join(ROOT, 'dist'));
