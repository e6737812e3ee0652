/**
 * Bundles the command line: `ddb-audit.js`, and beside it the code of the threads that read log files, and the SDK, which
 * commands on this machine need not load. Only DuckDB stays a package of its own, because of its native part.
 */
import { join } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';

const ROOT = join(__dirname, '..');
const SDK = './aws-sdk.js';

const SHARED: BuildOptions = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
};

/** @param outdir folder for `ddb-audit.js`, `ingest-worker.js` and `aws-sdk.js` */
export async function buildCommandLine(outdir: string): Promise<void> {
  const modules = new Set<string>();
  await build({
    ...SHARED,
    entryPoints: [join(ROOT, 'bin/ddb-audit.ts'), join(ROOT, 'src/local/ingest/ingest-worker.ts')],
    entryNames: '[name]',
    outdir,
    // Packages that are ES modules ask where they are. esbuild leaves that undefined in CommonJS.
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: "'use strict'; const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
    // Only a checkout loads tsx, and builds the page of the explorer with esbuild.
    external: ['@duckdb/node-api', 'esbuild', 'tsx', SDK],
    plugins: [sdkApart(modules)],
  });
  const properties = [...modules].map(
    (name) => `get ${JSON.stringify(name)}() { return require(${JSON.stringify(name)}); }`,
  );
  await build({
    ...SHARED,
    stdin: { contents: `module.exports = { ${properties.join(', ')} };`, resolveDir: ROOT },
    outfile: join(outdir, SDK),
  });
}

/**
 * Takes modules of the SDK from a file of their own. They are a third of the code, and each command would have to read it.
 * @param modules gets the names of the modules
 */
function sdkApart(modules: Set<string>): Plugin {
  return {
    name: 'sdk-apart',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^@(?:aws-sdk|smithy)\// }, ({ path }) => {
        modules.add(path);
        return { path, namespace: 'sdk' };
      });
      onLoad({ filter: /^/, namespace: 'sdk' }, ({ path }) => ({
        contents: `module.exports = require(${JSON.stringify(SDK)})[${JSON.stringify(path)}];`,
      }));
    },
  };
}
