/**
 * Bundles what CDK apps import as `dynamodb-audit-trail`: the construct, and beside it the functions
 * ready to deploy, so that a synth elsewhere needs neither our source nor a bundler.
 */
import { join } from 'node:path';
import { build } from 'esbuild';
import { FUNCTION_ENTRIES, functionBundling } from '../lib/function-bundling';

const ROOT = join(__dirname, '..');

/** @param outdir folder for `index.js` and `functions/<entry>/index.js` */
export async function buildConstruct(outdir: string): Promise<void> {
  await build({
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
    entryPoints: { index: join(ROOT, 'lib/index.ts') },
    outdir,
    packages: 'external',
    target: 'node20',
  });
  for (const entry of FUNCTION_ENTRIES) {
    await build(functionBundling(ROOT, entry, join(outdir, 'functions', entry)));
  }
}
