import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exportParquet } from '../../../src/local/export/export-parquet';
import { toAuditedEvent } from '../../support/audited';
import { dataEvent, identities, tableArn } from '../../support/events';
import { itNeeds } from '../../support/it-needs';
import { temporaryFolder } from '../../support/temporary-folder';
import { timeoutFor } from '../../support/timeout';

const READER = join(__dirname, 'read_export.py');
const itWithPandas = itNeeds('Python 3 with pandas and pyarrow', ['python3', '-c', 'import pandas, pyarrow']);
const parent = temporaryFolder();

jest.setTimeout(timeoutFor(10));

itWithPandas('pandas reads an export', async () => {
  const events = [
    dataEvent({ eventTime: '2026-03-14T09:00:00Z' }),
    dataEvent({
      eventTime: '2026-03-14T10:00:00Z',
      userIdentity: identities.root(),
      requestParameters: { tableName: 'Music' },
    }),
  ];
  const variants = async function* () {
    for (const event of events) yield [{ ...toAuditedEvent(event), truncated: false }];
  };
  const { file } = await exportParquet(variants(), join(parent, 'audit.parquet'));
  const { stdout } = await promisify(execFile)('python3', [READER, file]);
  const { types, rows } = JSON.parse(stdout);
  expect(types.eventTime).toMatch(/^datetime64\[.s\]$/);
  expect(rows).toMatchObject([
    { eventName: 'GetItem', mfa: null, itemKeys: [[['Artist', 'No One You Know']]] },
    {
      mfa: true,
      itemKeys: null,
      resources: [tableArn('Music')],
      eventTime: expect.stringMatching(/^2026-03-14T10:00/),
    },
  ]);
  expect(rows.map(({ original }: { original: string }) => JSON.parse(original))).toEqual(events);
});
