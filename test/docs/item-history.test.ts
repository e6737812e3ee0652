import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOUCH_KINDS } from '../../src/audit/touch-kind';
import { ddbAudit } from '../support/command-line';
import { temporaryFolder } from '../support/temporary-folder';

const ROOT = join(__dirname, '../..');
const document = readFileSync(join(ROOT, 'docs/item-history.md'), 'utf8');

const local = join(temporaryFolder(), 'mine');

it('docs/item-history.md shows what the command prints', async () => {
  await ddbAudit(['ingest', join(ROOT, 'samples'), '--local', local]);
  const [, words = ''] = /^npm run -s ddb-audit -- (item .*)$/m.exec(document) ?? [];
  const { stdout, exitCode } = await ddbAudit(words.replace('.ddb-audit/mine', local).split(' '));
  expect(exitCode).toBe(0);
  const [, shown] = /\n```\n(Item with .*?)```/s.exec(document) ?? [];
  expect(stdout).toBe(shown);
});

it('docs/item-history.md lists every kind of call that may have touched an item', () => {
  const [, table = ''] = /\| `kind` \| Calls \|\n(.+?)\n\n/s.exec(document) ?? [];
  expect([...table.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, kind]) => kind)).toEqual([...TOUCH_KINDS]);
});
