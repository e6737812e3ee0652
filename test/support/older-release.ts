import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { build, type Plugin } from 'esbuild';

/** What an older release has in files of this one: their names, what they have now, and what they had before. */
const CHANGES: Readonly<Record<string, readonly [now: string, before: string]>> = {
  'meaning-version.ts': ['MEANING_VERSION = 3', 'MEANING_VERSION = 1'],
  // It knew fewer rules.
  'risk-rules.ts': ['...RECOVERY_RULES,\n  ...ACCESS_RULES,\n', ''],
  // It wrote a link item for each index that a data event names.
  'resource-keys.ts': ["(plane === 'control' || !INDEX_OR_STREAM.test(resource))", 'true'],
};

const olderRelease: Plugin = {
  name: 'older-release',
  setup({ onLoad }) {
    const names = Object.keys(CHANGES).map((name) => name.replaceAll('.', '\\.'));
    onLoad({ filter: new RegExp(`[\\\\/](${names.join('|')})$`) }, async ({ path }) => {
      const [now, before] = CHANGES[basename(path)]!;
      const text = await readFile(path, 'utf8');
      if (!text.includes(now)) throw new Error(`${path} does not contain ${now}`);
      return { contents: text.replace(now, before), loader: 'ts' };
    });
  },
};

/** Bundles an entry as an older release had it, with another meaning of events. */
export async function bundleOlderRelease(entry: string, outfile: string): Promise<string> {
  await build({
    entryPoints: [entry],
    outfile,
    plugins: [olderRelease],
    bundle: true,
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  return outfile;
}
