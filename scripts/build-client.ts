/**
 * Bundles what other services import as `dynamodb-audit-trail/client` into dist/: once for require,
 * once for import, and its types. The packages it uses stay packages.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { build, type Format } from 'esbuild';

const ROOT = join(__dirname, '..');
const ENTRY = join(ROOT, 'src/query/index.ts');

export async function buildClient(outdir: string) {
  const bundled = async (format: Format, extension: string) => {
    const options = { entryPoints: { client: ENTRY }, outExtension: { '.js': extension }, outdir, format };
    return build({
      ...options,
      bundle: true,
      packages: 'external',
      platform: 'node',
      target: 'node20',
      metafile: true,
      logLevel: 'warning',
    });
  };
  const flags = '--noEmit false --declaration --emitDeclarationOnly --ignoreConfig --strict --skipLibCheck';
  const language =
    '--exactOptionalPropertyTypes --module preserve --target es2022 --lib es2023,es2024.string --types node';
  const places = ['--rootDir', join(ROOT, 'src'), '--outDir', join(outdir, 'types'), ENTRY];
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [compiler, ...`${flags} ${language}`.split(' '), ...places], { cwd: ROOT });
  return { required: await bundled('cjs', '.js'), imported: await bundled('esm', '.mjs') };
}

if (require.main === module) void buildClient(join(ROOT, 'dist'));
