import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import type { PageFiles } from '../../http/explorer';

/** Names of the files of the page, in the folder `explorer` of the package. */
export const PAGE_FILES: Readonly<Record<keyof PageFiles, string>> = {
  script: 'explorer.js',
  style: 'explorer.css',
  icon: 'icon.svg',
};

/** How the page is bundled: for browsers that are two years old or newer. */
const pageBundling = (root: string): BuildOptions => ({
  entryPoints: {
    explorer: join(root, 'web/main.tsx'),
    'explorer-style': join(root, 'web/style/main.css'),
  },
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['chrome123', 'firefox120', 'safari17.5'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  logLevel: 'warning',
  outdir: '/',
  write: false,
});

/** The files of the page: those beside the bundled command line, or built from their sources in a checkout. */
export async function readPageFiles(): Promise<PageFiles> {
  if (extname(__filename) === '.ts') return buildPageFiles(join(__dirname, '../../..'));
  const read = (name: keyof PageFiles) => readFile(join(__dirname, 'explorer', PAGE_FILES[name]), 'utf8');
  const [script, style, icon] = await Promise.all([read('script'), read('style'), read('icon')]);
  return { script, style, icon };
}

/** Builds the page. */
export async function buildPageFiles(root: string): Promise<PageFiles> {
  const { build } = await import('esbuild');
  const { outputFiles = [] } = await build(pageBundling(root));
  const find = (extension: string) => outputFiles.find(({ path }) => extname(path) === extension)?.text ?? '';
  return {
    script: find('.js'),
    style: find('.css'),
    icon: await readFile(join(root, 'web/icon.svg'), 'utf8'),
  };
}
