import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditRecord } from '../../src/audit/audit-record';
import { type DataFolder, openDataFolder } from '../../src/local/data-folder';
import { ingestFiles } from '../../src/local/ingest-files';
import type { AuditQuery } from '../../src/query/query';
import { ddbAudit } from '../support/command-line';
import { logFile } from '../support/events';
import { QUESTIONS, TRAIL, toLabel } from '../support/questions';
import { temporaryFolder } from '../support/temporary-folder';

/** Flags that have not the name of the field they fill. */
const FLAGS: Readonly<Record<string, string>> = {
  error: '--error',
  account: '--account',
  eventRegion: '--event-region',
};

const toFlag = (field: string): string =>
  FLAGS[field] ?? `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

const toFlags = (query: AuditQuery): string[] =>
  Object.entries(query).flatMap(([field, value]) =>
    value === true ? [toFlag(field)] : [value].flat().flatMap((one) => [toFlag(field), String(one)]),
  );

describe('ddb-audit search', () => {
  const parent = temporaryFolder();
  const local = join(parent, 'data');
  let folder: DataFolder;

  beforeAll(async () => {
    const path = join(parent, 'log.json.gz');
    writeFileSync(path, logFile(TRAIL));
    folder = await openDataFolder(local, { create: true });
    const { report } = await ingestFiles(folder, [{ path, name: path }]);
    expect(report.records.audited).toBe(TRAIL.length);
  });
  afterAll(() => folder.close());

  it.each(QUESTIONS)('answers: $asks', async ({ query, answer }) => {
    const { stdout } = await ddbAudit(['search', '--local', local, '--output', 'json', ...toFlags(query)]);
    const { records } = JSON.parse(stdout) as { records: AuditRecord[] };
    expect(records.map(toLabel)).toEqual(answer);
  });
});
