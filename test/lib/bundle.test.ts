import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../support/bundle';

const directory = mkdtempSync(join(tmpdir(), 'audit-trail-bundle-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('the bundle of each function', () => {
  // `import * as z from 'zod'`: the named import brings the whole library, half a megabyte of it.
  // The API contains the client of S3, which reads log files again.
  it.each(['ingest', 'assure', 'query-api'])('%s has 1.1 megabytes at most', (entry) => {
    const file = bundle(join(__dirname, '../../lambda', `${entry}.ts`), join(directory, `${entry}.js`));
    expect(statSync(file).size).toBeLessThan(1_100_000);
  });
});
