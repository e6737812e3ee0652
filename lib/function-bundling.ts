import { join } from 'node:path';

/** Names of the entries in `lambda/`. Each exports `handler`. */
export const FUNCTION_ENTRIES = ['ingest', 'assure', 'query-api'] as const;
export type FunctionEntry = (typeof FUNCTION_ENTRIES)[number];

/** Options of esbuild that bundle a function into a folder, as JSON. */
export const functionBundling = (projectRoot: string, entry: FunctionEntry, outdir: string) => ({
  entryPoints: { index: join(projectRoot, 'lambda', `${entry}.ts`) },
  outdir,
  bundle: true,
  platform: 'node' as const,
  format: 'cjs' as const,
  target: 'node24',
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  // The bundle includes the SDK: one small, tested file starts faster than the SDK of the runtime.
  mainFields: ['module', 'main'],
  logLevel: 'warning' as const,
});
