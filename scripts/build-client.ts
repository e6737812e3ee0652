/**
 * Bundles what other services import as `dynamodb-audit-trail/client` and `…/data-folder`: once for require and
 * once for import. The packages that they use stay packages.
 */
import { join } from 'node:path';
import { build, type Format } from 'esbuild';

const ROOT = join(__dirname, '..');

/**
 * @param outdir folder for `client.js`, `client.mjs`, `data-folder.js` and `data-folder.mjs`
 * @returns what esbuild says of each bundle, with its metafile
 */
export async function buildClient(outdir: string) {
  const bundle = (format: Format, extension: string) =>
    build({
      entryPoints: { client: join(ROOT, 'src/client.ts'), 'data-folder': join(ROOT, 'src/data-folder.ts') },
      outExtension: { '.js': extension },
      outdir,
      format,
      bundle: true,
      packages: 'external',
      platform: 'node',
      target: 'node20',
      metafile: true,
      logLevel: 'warning',
    });
  return { required: await bundle('cjs', '.js'), imported: await bundle('esm', '.mjs') };
}
