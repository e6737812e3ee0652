import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditRecord } from '../../src/audit/audit-record';
import { ingestFiles } from '../../src/local/ingest/ingest-files';
import { ddbAudit } from '../support/command-line';
import { logFile } from '../support/events';
import { toFlags } from '../support/query-forms';
import { QUESTIONS, TRAIL, toLabel } from '../support/questions';
import { temporaryFolder } from '../support/temporary-folder';

describe('ddb-audit search', () => {
  const parent = temporaryFolder();
  const local = join(parent, 'data');

  beforeAll(async () => {
    const path = join(parent, 'log.json.gz');
    writeFileSync(path, logFile(TRAIL));
    const { report } = await ingestFiles(local, { files: [{ path, name: path }] });
    expect(report.records.audited).toBe(TRAIL.length);
  });

  it.each(QUESTIONS)('answers: $asks', async ({ query, answer }) => {
    const { stdout } = await ddbAudit(['search', '--local', local, '--output', 'json', ...toFlags(query)]);
    const { records } = JSON.parse(stdout) as { records: AuditRecord[] };
    expect(records.map(toLabel)).toEqual(answer);
  });
});
