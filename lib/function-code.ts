import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { CONFIGURATION_FILE } from '../src/settings/function-configuration';
import { type FunctionEntry, functionBundling } from './function-bundling';

const PROJECT_ROOT = join(__dirname, '..');

/** esbuild belongs to a checkout only, so another process loads it. */
const BUNDLE = "require('esbuild').buildSync(JSON.parse(process.argv[1]))";

/**
 * The code of a function. The published package contains bundled functions; a checkout bundles them at synth.
 * @param configuration content of the configuration file, by environment variable. Default: no file.
 */
export function functionCode(entry: FunctionEntry, configuration?: Readonly<Record<string, unknown>>): Code {
  const bundled = join(__dirname, 'functions', entry);
  const isBundled = existsSync(bundled);
  const tryBundle = (outdir: string): boolean => {
    if (isBundled) cpSync(bundled, outdir, { recursive: true });
    else {
      const options = JSON.stringify(functionBundling(PROJECT_ROOT, entry, outdir));
      execFileSync(process.execPath, ['-e', BUNDLE, options], { cwd: PROJECT_ROOT, stdio: 'inherit' });
    }
    if (configuration) writeFileSync(join(outdir, CONFIGURATION_FILE), JSON.stringify(configuration));
    return true;
  };
  // CDK bundles once for equal options, and does not see what `tryBundle` refers to.
  const environment = { ENTRY: entry, CONFIGURATION: JSON.stringify(configuration ?? {}) };
  return Code.fromAsset(isBundled ? bundled : join(PROJECT_ROOT, 'lambda'), {
    assetHashType: AssetHashType.OUTPUT,
    // No container starts, because the local bundling never declines.
    bundling: { image: DockerImage.fromRegistry('unused'), local: { tryBundle }, environment },
  });
}
