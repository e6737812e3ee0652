import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LEDGER_KEYS } from '../../src/store/indexes';

const document = readFileSync(join(__dirname, '..', '..', 'docs', 'data-model.md'), 'utf8');

describe('docs/data-model.md', () => {
  it('names the keys of the ledger table as they are', () => {
    expect(document).toContain(
      `| \`${LEDGER_KEYS.partition}\` (partition key) | \`${LEDGER_KEYS.sort}\` (sort key) |`,
    );
  });
});
