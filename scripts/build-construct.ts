/**
 * Bundles what CDK apps import as `dynamodb-audit-trail`: the construct, and beside it the functions
 * ready to deploy, so that a synth elsewhere needs neither our source nor a bundler.
 */
import { join } from 'node:path';
import { build } from 'esbuild';
import { FUNCTION_BUNDLING } from '../lib/function-bundling';
import { FUNCTION_ENTRIES } from '../lib/node-function';

const ROOT = join(__dirname, '..');

/** @param outdir folder for `index.js` and `functions/<entry>/index.js` */
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
}
