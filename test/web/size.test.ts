import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildPageFiles } from '../../src/cli/explorer/page-files';

const MAXIMUM_BYTES = 120 * 1_024;

it('the page is small: 120 kB compressed, in all', async () => {
  const files = await buildPageFiles(join(__dirname, '../..'));
  const sizes = Object.values(files).map((text: string) => gzipSync(text).length);
  expect(Math.min(...sizes)).toBeGreaterThan(100);
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(MAXIMUM_BYTES);
});
