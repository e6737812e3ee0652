import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildCommandLine } from '../../scripts/build-command-line';
import { dataEvent, logFile } from '../support/events';
import { temporaryFolder } from '../support/temporary-folder';

describe('the bundled command line', () => {
  const parent = temporaryFolder();
  const ddbAudit = async (...words: string[]) => {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [join(parent, 'dist', 'ddb-audit.js'), ...words],
      { env: { PATH: process.env.PATH, NODE_PATH: join(__dirname, '../../node_modules') } },
    );
    expect(stderr).toBe('');
    return stdout;
  };

  it('ingests and answers by itself, with the engine beside it', async () => {
    await buildCommandLine(join(parent, 'dist'));
    const event = dataEvent();
    writeFileSync(join(parent, 'log.json.gz'), logFile([event]));
    const local = join(parent, 'data');
    await ddbAudit('ingest', join(parent, 'log.json.gz'), '--local', local);
    const record = JSON.parse(await ddbAudit('search', '--local', local));
    expect(record.eventId).toBe(event.eventID);
  });
});
