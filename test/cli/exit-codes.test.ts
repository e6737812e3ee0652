import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { NOTHING_VERIFIED } from '../support/answer-coverage';
import { ddbAudit } from '../support/command-line';
import { temporaryFolder } from '../support/temporary-folder';

describe('ddb-audit ends with', () => {
  const parent = temporaryFolder();
  const local = join(parent, 'data');
  const environment = { ...process.env };
  afterEach(() => {
    process.env = { ...environment };
  });

  beforeAll(async () => {
    writeFileSync(join(parent, 'log.json'), '{"Records":[]}');
    const { exitCode } = await ddbAudit(['ingest', join(parent, 'log.json'), '--local', local]);
    expect(exitCode).toBe(0);
  });

  it.each([['--help'], ['--version'], ['search', '--help'], ['help', 'search']])(
    '0 when asked for help: %s %s',
    async (...words) => {
      const { exitCode, stdout, stderr } = await ddbAudit(words);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(stdout).not.toBe('');
    },
  );

  it.each([
    ['no command', []],
    ['an unknown command', ['serach']],
    ['help for an unknown command', ['nosuch', '--help']],
    ['help about an unknown command', ['help', 'nosuch']],
    ['an unknown option', ['search', '--local', 'LOCAL', '--tabel', 'Music']],
    ['no place', ['search']],
    ['two places', ['search', '--local', 'LOCAL', '--region', 'us-east-1']],
    ['half a place', ['search', '--table-name', 'audit']],
    ['no log files', ['ingest', '--local', 'LOCAL']],
    ['no data folder to ingest into', ['ingest', 'log.json']],
    ['no thread', ['ingest', 'log.json', '--local', 'LOCAL', '--jobs', '0']],
    ['a bucket without a name', ['ingest', 's3://', '--local', 'LOCAL']],
    ['AWS for a file', ['ingest', 'log.json', '--local', 'LOCAL', '--profile', 'security']],
    ['no event id', ['show', '--local', 'LOCAL']],
    ['an unknown kind', ['list', 'tables', '--local', 'LOCAL']],
    ['a value that is no choice', ['search', '--local', 'LOCAL', '--plane', 'sideways']],
    ['an unknown format', ['export', '--local', 'LOCAL', '--output', 'xml']],
    ['an endpoint that is not a URL', ['search', '--endpoint-url', 'nonsense']],
    ['a limit of none', ['search', '--local', 'LOCAL', '--limit', '0']],
    ['a limit that is no number', ['search', '--local', 'LOCAL', '--limit', '1e3']],
    ['what is no time', ['search', '--local', 'LOCAL', '--since', 'yesterday']],
    ['a start after the end', ['search', '--local', 'LOCAL', '--since', '1h', '--until', '2h']],
    ['a forged token', ['search', '--local', 'LOCAL', '--next-token', 'forged']],
    ['nothing to relate to', ['search', '--local', 'LOCAL', '--related']],
    ['an empty value', ['search', '--local', 'LOCAL', '--table', '']],
    ['nobody to write a policy for', ['policy', '--local', 'LOCAL']],
    ['a pause of no time', ['tail', '--local', 'LOCAL', '--interval', '0']],
    ['an overlap that is no span', ['tail', '--local', 'LOCAL', '--overlap', 'some']],
  ])('252 for %s', async (_, words) => {
    const { exitCode, stdout, stderr } = await ddbAudit(
      words.map((word) => (word === 'LOCAL' ? local : word)),
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 252, stdout: '' });
    expect(stderr).not.toBe('');
  });

  it.each([
    [['serach'], "unknown command 'serach'. Did you mean search?"],
    [['search', '--local', local, '--table', ''], 'table must not be empty, but is "".'],
    [
      ['files', '--local', local, '--day', '14 March'],
      'day must be a date such as 2026-03-14, but is "14 March".',
    ],
    [['reindex'], 'Specify --local DIR, --stack NAME, or --table-name and --ledger-table-name.'],
  ])('252 with a line that says what is wrong: %j', async (words, line) => {
    await expect(ddbAudit(words)).resolves.toMatchObject({ exitCode: 252, stderr: `ddb-audit: ${line}\n` });
  });

  it('253 for a data folder that is not there, and does not make it', async () => {
    const missing = join(parent, 'missing');
    for (const command of ['search', 'search', 'reindex']) {
      const { exitCode, stderr } = await ddbAudit([command, '--local', missing]);
      expect({ exitCode, stderr }).toEqual({ exitCode: 253, stderr: expect.stringContaining(missing) });
    }
  });

  it('253 for a folder that holds something else', async () => {
    const other = join(parent, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'thesis.doc'), '');
    for (const words of [['search'], ['ingest', join(parent, 'log.json')]]) {
      const { exitCode, stderr } = await ddbAudit([...words, '--local', other]);
      expect({ exitCode, stderr }).toEqual({ exitCode: 253, stderr: expect.stringContaining('other files') });
    }
  });

  describe('against AWS', () => {
    let server: Server;
    let endpoint: string;
    const tables = ['--table-name', 'audit', '--ledger-table-name', 'ledger'];

    beforeAll(async () => {
      server = createServer((_, response) => {
        const body = JSON.stringify({
          __type: 'com.amazon.coral.service#AccessDeniedException',
          message: 'no',
        });
        response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterAll(() => server.close());

    const withEnvironment = (variables: Record<string, string>) => {
      const others = Object.entries(environment).filter(([name]) => !name.startsWith('AWS_'));
      process.env = {
        ...Object.fromEntries(others),
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_CONFIG_FILE: '/dev/null',
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
        ...variables,
      };
    };
    const credentials = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };

    it('253 without credentials', async () => {
      withEnvironment({});
      const words = ['search', ...tables, '--region', 'us-east-1', '--endpoint-url', endpoint];
      await expect(ddbAudit(words)).resolves.toMatchObject({
        exitCode: 253,
        stderr: expect.stringContaining('No AWS credentials found. Specify --profile'),
      });
    });

    it('253 without a Region', async () => {
      withEnvironment(credentials);
      await expect(ddbAudit(['search', ...tables])).resolves.toMatchObject({
        exitCode: 253,
        stderr: 'ddb-audit: No AWS Region is set. Specify --region, or set AWS_REGION.\n',
      });
    });

    it('253 for a profile that does not exist', async () => {
      const configuration = join(parent, 'aws-config');
      writeFileSync(
        configuration,
        '[default]\nregion=us-east-1\n[profile security]\nregion=eu-west-1\n[sso-session corp]\nsso_region=eu-west-1\n',
      );
      withEnvironment({ AWS_CONFIG_FILE: configuration });
      const words = ['search', ...tables, '--region', 'us-east-1', '--profile', 'nobody'];
      await expect(ddbAudit(words)).resolves.toMatchObject({
        exitCode: 253,
        stderr:
          'ddb-audit: AWS profile "nobody" does not exist. Existing profiles: default, security. ' +
          'Specify another one with --profile, or create it with: aws configure --profile nobody\n',
      });
    });

    it('254 when the service refuses, with tables named by the environment', async () => {
      withEnvironment(credentials);
      const ran = await ddbAudit(['search', '--region', 'us-east-1', '--endpoint-url', endpoint], {
        env: { AUDIT_TABLE_NAME: 'audit', LEDGER_TABLE_NAME: 'ledger' },
      });
      expect(ran).toMatchObject({ exitCode: 254, stdout: '' });
    });
  });

  it('254 for a table that was never seen', async () => {
    await expect(ddbAudit(['search', '--local', local, '--table', 'Nowhere'])).resolves.toMatchObject({
      exitCode: 254,
      stderr: expect.stringContaining('Nowhere'),
    });
  });

  it('130 when interrupted', async () => {
    const interruption = new AbortController();
    const ran = await ddbAudit(['tail', '--local', local], {
      signal: interruption.signal,
      onMessage: () => interruption.abort(),
    });
    expect(ran).toMatchObject({ exitCode: 130, stderr: NOTHING_VERIFIED });
  });

  const EVIL = 'x\x1b[2J\x07\r\x9b\nddb-audit: all is well';

  it.each([
    ['an event ID', ['show', EVIL, '--local', 'LOCAL']],
    ['a command', [EVIL]],
    ['a command with a suggestion', [`search${EVIL}`.slice(0, 8)]],
    ['an option', ['search', `--${EVIL}`]],
    ['a choice', ['search', '--plane', EVIL]],
    ['a number', ['search', '--limit', EVIL]],
    ['a kind', ['list', EVIL]],
    ['a time', ['search', '--local', 'LOCAL', '--since', EVIL]],
    ['a table', ['search', '--local', 'LOCAL', '--table', EVIL]],
    ['a data folder', ['search', '--local', EVIL]],
    ['a file', ['ingest', EVIL, '--local', 'LOCAL']],
  ])('prints %s without control characters, on a terminal too', async (_, words) => {
    const args = words.map((word) => (word === 'LOCAL' ? local : word));
    for (const columns of [undefined, 80]) {
      const { stdout, stderr } = await ddbAudit(args, columns ? { columns } : {});
      expect(stdout + stderr).toMatch(/\\u001b/);
      expect((stdout + stderr).replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      expect(stderr).not.toMatch(/^ddb-audit: all/m);
    }
  });
});
