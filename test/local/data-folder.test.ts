import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { type DataFolder, openDataFolder } from '../../src/local/data-folder';
import { LAYOUT_VERSION } from '../../src/store/indexes';
import { readIndexCoverage } from '../../src/store/ledger/index-coverage';
import { temporaryFolder } from '../support/temporary-folder';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

describe('openDataFolder', () => {
  const parent = temporaryFolder();
  const opened: DataFolder[] = [];
  const open = async (dir: string, create: boolean) => {
    const folder = await openDataFolder(join(parent, dir), { create });
    opened.push(folder);
    return folder;
  };
  afterEach(async () => {
    for (const folder of opened.splice(0)) await folder.close();
  });

  it('makes both tables, ready for use, in a new folder', async () => {
    const folder = await open('new', true);
    for (const TableName of [folder.auditTableName, folder.ledgerTableName]) {
      const { Table } = await folder.client.send(new DescribeTableCommand({ TableName }));
      expect(Table?.TableStatus).toBe('ACTIVE');
    }
  });

  it('puts everything into every index', async () => {
    const folder = await open('indexes', true);
    await expect(readIndexCoverage(folder.client, folder.ledgerTableName)).resolves.toMatchObject({
      dataEventIndexes: ['action', 'address', 'credential', 'feed'],
      indexApplicationFailures: true,
      layoutVersion: LAYOUT_VERSION,
    });
  });

  it('lets two make the same folder at once', async () => {
    const [one, other] = await Promise.all([open('raced', true), open('raced', true)]);
    expect(one!.endpoint).toBe(other!.endpoint);
  });

  it('completes a folder whose making was cut short', async () => {
    mkdirSync(join(parent, 'cut'));
    writeFileSync(join(parent, 'cut', 'ddb-audit.json'), '{"version":1}');
    const folder = await open('cut', false);
    await expect(readIndexCoverage(folder.client, folder.ledgerTableName)).resolves.toBeDefined();
  });

  it('makes nothing when it is only asked', async () => {
    await expect(open('missing', false)).rejects.toMatchObject({ code: 'NotFound' });
  });
});
