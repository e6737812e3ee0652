import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileSchema } from '../../src/http/file-answer-schemas';
import { LEDGER_KEYS } from '../../src/store/indexes';

const document = readFileSync(join(__dirname, '..', '..', 'docs', 'data-model.md'), 'utf8');

describe('docs/data-model.md', () => {
  it('names the keys of the ledger table as they are', () => {
    expect(document).toContain(
      `| \`${LEDGER_KEYS.partition}\` (partition key) | \`${LEDGER_KEYS.sort}\` (sort key) |`,
    );
  });

  it('lists every name of a record about a log file, and no other', () => {
    const [, table = ''] = /a log file\?.*?\| Name \| Contains \|\n(.+?)\n\n/s.exec(document) ?? [];
    const names = table.split('\n').flatMap((row) => row.split('|')[1]?.match(/\w+/g) ?? []);
    expect(names.sort()).toEqual(Object.keys(fileSchema.shape).sort());
  });
});
