/**
 * Bundles what CDK apps import as `dynamodb-audit-trail` into dist/: the construct, and beside it the
 * functions ready to deploy, so that a synth elsewhere needs neither our source nor a bundler. Then types.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { FUNCTION_BUNDLING } from '../lib/function-bundling';
import { FUNCTION_ENTRIES } from '../lib/node-function';

const ROOT = join(__dirname, '..');

export async function buildConstruct(outdir: string): Promise<void> {
  const common = { bundle: true, platform: 'node', format: 'cjs', logLevel: 'warning' } as const;
  await build({
    ...common,
    entryPoints: { index: join(ROOT, 'lib/index.ts') },
    outdir,
    packages: 'external',
    target: 'node20',
  });
  const { externalModules, sourceMap, ...bundling } = FUNCTION_BUNDLING;
  for (const entry of FUNCTION_ENTRIES) {
    await build({
      ...common,
      ...bundling,
      external: externalModules,
      sourcemap: sourceMap,
      entryPoints: { index: join(ROOT, 'lambda', `${entry}.ts`) },
      outdir: join(outdir, 'functions', entry),
    });
  }
  const flags = '--noEmit false --declaration --emitDeclarationOnly --outDir';
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const project = join(ROOT, 'tsconfig.types.json');
  execFileSync(process.execPath, [compiler, '-p', project, ...flags.split(' '), join(outdir, 'types')], {
    cwd: ROOT,
  });
}

if (require.main === module) void buildConstruct(join(ROOT, 'dist'));
