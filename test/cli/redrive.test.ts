import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { ddbAudit } from '../support/command-line';
import { SignedChain, signingKey } from '../support/digests';
import { controlEvent, logFile } from '../support/events';
import { logFileKey } from '../support/ledger-entries';
import { s3Notification } from '../support/sqs';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';
import { type RunningAudit, startRunningAudit } from './running-audit';

jest.setTimeout(timeoutFor(12));

interface Report {
  readonly messages: number;
  readonly sent: number;
  readonly discarded: number;
  readonly limitReached: boolean;
  readonly groups: readonly {
    queue: string;
    reason: string;
    messages: number;
    files: number;
    examples: string[];
  }[];
}

describe('ddb-audit redrive', () => {
  const parent = temporaryFolder();
  let audit: RunningAudit;
  let prefixes = 0;

  beforeAll(async () => {
    audit = await startRunningAudit(join(parent, 'bucket'));
  });
  beforeEach(() => {
    audit.sqs.refuse = () => undefined;
    audit.consumer.isPaused = false;
    audit.sqs.clear();
  });
  afterAll(() => audit.stop());

  const redrive = async (...words: string[]) => {
    const ran = await ddbAudit(['redrive', '--output', 'json', ...audit.tables, ...words]);
    return { ...ran, report: () => JSON.parse(ran.stdout) as Report };
  };
  const until = async (isTrue: () => boolean | Promise<boolean>) => {
    const deadline = Date.now() + timeoutFor(0.5);
    while (!(await isTrue())) {
      if (Date.now() > deadline) throw new Error('This was not true in time.');
      await sleep(20);
    }
  };
  const bodies = (queue: string) => audit.sqs.messages(queue).map(({ body }) => body);
  const newKey = () => `p${++prefixes}/${logFileKey('111122223333', 'us-east-1', '20260314T0915Z')}`;
  /** A log file whose notification lies in the dead-letter queue, because its content is broken. */
  const poison = async () => {
    const key = audit.put(newKey(), 'no log file');
    const before = audit.sqs.messages('dead-letters').length;
    audit.sqs.put('ingest', s3Notification('trail-logs', [key]));
    await until(() => audit.sqs.messages('dead-letters').length > before);
    return key;
  };
  const mend = (key: string) => audit.put(key, logFile([controlEvent()]));
  const statuses = async (key: string) => (await audit.entries(key)).map(({ status }) => status);

  it('lists messages by reason, with their log files, and changes nothing', async () => {
    const keys = [await poison(), await poison()];
    const { exitCode, report } = await redrive();
    expect(exitCode).toBe(0);
    expect(report()).toMatchObject({
      messages: 2,
      sent: 0,
      limitReached: false,
      groups: [
        {
          ...{ queue: 'notifications', messages: 2, files: 2 },
          reason: expect.stringMatching(/^The file is not a log file/),
          examples: expect.arrayContaining(keys.map((key) => `s3://trail-logs/${key}`)),
        },
      ],
    });
    expect(audit.sqs.take('dead-letters', 10)).toHaveLength(2);
  });

  it('prints a table for people', async () => {
    const key = await poison();
    const { stdout } = await redrive('--output', 'table');
    expect(stdout).toContain('notifications  1         1');
    expect(stdout).toContain(`  s3://trail-logs/${key}`);
    expect(stdout).toContain('Nothing was changed.');
  });

  it('says that there is nothing', async () => {
    expect((await redrive('--output', 'table')).stdout).toBe('The dead-letter queues have no messages.\n');
  });

  it('sends back a message after its log file was mended', async () => {
    const key = mend(await poison());
    const { report } = await redrive('--file', key);
    expect(report()).toMatchObject({ messages: 1, sent: 1 });
    await until(async () => (await statuses(key)).includes('done'));
    expect(await statuses(key)).toEqual(['done']);
    expect(audit.sqs.messages('dead-letters')).toEqual([]);
  });

  it('sends back only messages with a reason', async () => {
    const key = await poison();
    const gone = newKey();
    audit.sqs.put('ingest', s3Notification('trail-logs', [gone]));
    await until(() => audit.sqs.messages('dead-letters').length === 2);
    audit.consumer.isPaused = true;
    const { report } = await redrive('--reason', 'nosuchkey');
    expect(report()).toMatchObject({ messages: 2, sent: 1 });
    expect(bodies('ingest')).toEqual([expect.stringContaining(gone)]);
    expect(bodies('dead-letters')).toEqual([expect.stringContaining(key)]);
  });

  it('does not send a message that fails again for ever', async () => {
    await poison();
    const { report } = await redrive('--all');
    expect(report().sent).toBe(1);
    await until(() => audit.sqs.messages('dead-letters').length === 1);
  });

  it('sends failed invocations to the queue of notifications, with what Lambda says', async () => {
    const key = mend(newKey());
    const record = {
      requestPayload: s3Notification('trail-logs', [key]),
      responsePayload: { errorType: 'Error', errorMessage: 'Task timed out after 120.00 seconds' },
    };
    audit.sqs.put('failed-invocations', record);
    expect((await redrive('--all')).report()).toMatchObject({
      sent: 1,
      groups: [{ queue: 'failed invocations', reason: 'Task timed out after 120.00 seconds' }],
    });
    await until(async () => (await statuses(key)).includes('done'));
  });

  it('sends digests to their own queue, and work of the assure function', async () => {
    const [digest] = new SignedChain({ key: signingKey() }).addHours(1).digests;
    const recheck = { s3Bucket: 'trail-logs', s3ObjectKey: digest!.key, attempt: 2 };
    const messages = [
      { s3Bucket: 'trail-logs', s3ObjectKey: [digest!.key] },
      { recheck },
      { task: 'source', bucket: 'trail-logs', prefix: 'AWSLogs/', night: '2026-03-14' },
    ];
    for (const body of messages) audit.sqs.put('digest-dead-letters', body);
    const reasons = [
      'A digest was not verified',
      'The log files of a digest were not looked at again',
      'Scheduled work was not done',
    ].map((what) => `${what}. The log of the assure function says why`);
    const { sent, groups } = (await redrive('--all')).report();
    expect(sent).toBe(3);
    expect(groups.map(({ reason }) => reason).sort()).toEqual(reasons.sort());
    expect(groups).toMatchObject(Array(3).fill({ queue: 'digests', files: 0 }));
    expect(bodies('digests').sort()).toEqual(messages.map((body) => JSON.stringify(body)).sort());
  });

  it('says that a log file was ingested since its message failed', async () => {
    const key = mend(await poison());
    audit.sqs.put('ingest', s3Notification('trail-logs', [key]));
    await until(async () => (await statuses(key)).includes('done'));
    expect((await redrive()).report().groups).toMatchObject([{ reason: 'Already ingested' }]);
  });

  it('deletes nothing that it could not send', async () => {
    await poison();
    audit.sqs.refuse = (operation) =>
      operation === 'SendMessageBatch' ? { status: 403, code: 'AccessDeniedException' } : undefined;
    const ran = await redrive('--all');
    expect(ran).toMatchObject({ exitCode: 254, stdout: '' });
    expect(ran.stderr).toContain('Missing permission: sqs:SendMessage');
    expect(audit.sqs.messages('dead-letters')).toHaveLength(1);
  });

  it('says how to name the audit, with options that it has', async () => {
    expect(await ddbAudit(['redrive'])).toMatchObject({
      exitCode: 252,
      stderr: 'ddb-audit: Specify --stack NAME, or --table-name and --ledger-table-name.\n',
    });
  });

  it('looks at no more messages than the limit', async () => {
    await poison();
    await poison();
    expect((await redrive('--limit', '1')).report()).toMatchObject({ messages: 1, limitReached: true });
    expect(audit.sqs.take('dead-letters', 10)).toHaveLength(2);
  });

  describe('--discard', () => {
    const BECAUSE = 'Deleted by mistake, see INC-42';

    it('records the gap in the ledger, with the reason and the last error', async () => {
      const key = await poison();
      const { report } = await redrive('--file', `s3://trail-logs/${key}`, '--discard', '--because', BECAUSE);
      expect(report()).toMatchObject({ messages: 1, sent: 0, discarded: 1 });
      expect(audit.sqs.messages('dead-letters')).toEqual([]);
      const ran = await ddbAudit(['files', '--status', 'failed', '--output', 'ndjson', ...audit.tables]);
      expect(ran.stdout).toContain(`Discarded: ${BECAUSE}. Last error: The file is not a log file`);
    });

    it('keeps the gap when the log file fails again, and closes it when it is ingested', async () => {
      const key = await poison();
      await redrive('--file', key, '--discard', '--because', BECAUSE);
      audit.sqs.put('ingest', s3Notification('trail-logs', [key]));
      await until(() => audit.sqs.messages('dead-letters').length === 1);
      expect(await audit.entries(key)).toMatchObject([{ status: 'failed', discarded: BECAUSE }]);
      mend(key);
      await redrive('--file', key);
      await until(async () => (await statuses(key)).includes('done'));
      expect(await statuses(key)).toEqual(['done']);
    });

    it('is not undone by a backfill', async () => {
      const key = await poison();
      await redrive('--file', key, '--discard', '--because', BECAUSE);
      const words = ['backfill', `s3://trail-logs/${key.split('/')[0]}`, '--output', 'json', ...audit.tables];
      const ran = await ddbAudit(words, { env: { AWS_ENDPOINT_URL_S3: audit.s3Endpoint } });
      expect(ran.exitCode).toBe(0);
      expect(JSON.parse(ran.stdout)).toMatchObject({ status: 'covered', files: { discarded: 1, sent: 0 } });
    });

    it('keeps a message that names no log file in the ledger', async () => {
      audit.sqs.put('dead-letters', 'not a notification');
      const { report } = await redrive('--all', '--discard', '--because', BECAUSE);
      expect(report()).toMatchObject({ discarded: 1, groups: [{ files: 0 }] });
      const { Items } = await audit.stored.client.send(
        new QueryCommand({
          TableName: audit.stored.ledgerTableName,
          KeyConditionExpression: 'book = :book',
          ExpressionAttributeValues: { ':book': { S: 'discarded' } },
        }),
      );
      expect(Items).toMatchObject([{ body: { S: 'not a notification' }, because: { S: BECAUSE } }]);
    });
  });

  it.each([
    ['two selectors', ['--all', '--reason', 'x'], 'Specify only one of --reason, --file and --all.'],
    [
      'to discard what is not selected',
      ['--discard', '--because', 'x'],
      '--discard needs --reason, --file or --all',
    ],
    ['to discard without a reason', ['--all', '--discard'], '--discard needs --because TEXT'],
    ['a reason without --discard', ['--all', '--because', 'x'], '--because applies to --discard only.'],
    ['one queue of two', ['--queue-url', 'https://sqs.eu-west-1.amazonaws.com/1/q'], 'together, or neither'],
    ['a limit of 0', ['--limit', '0'], 'It must be a number from 1 to 100000.'],
  ])('refuses %s', async (_, words, message) => {
    const ran = await redrive(...words);
    expect(ran).toMatchObject({ exitCode: 252, stdout: '' });
    expect(ran.stderr).toContain(message);
  });
});
