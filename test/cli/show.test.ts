import { randomBytes } from 'node:crypto';
import { ddbAudit } from '../support/command-line';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import {
  ACCOUNT,
  type CloudTrailEvent,
  controlEvent,
  identities,
  nextEventId,
  OTHER_ACCOUNT,
  tableArn,
} from '../support/events';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';

const change = (overrides: CloudTrailEvent) => controlEvent({ readOnly: false, ...overrides });

const deletion = {
  eventName: 'DeleteTable',
  responseElements: {
    tableDescription: { tableName: 'Music', itemCount: 12_345, tableSizeBytes: 6_789_000 },
  },
};
const deleted = change(deletion);
const tooLarge = change({
  ...deletion,
  additionalEventData: { noise: randomBytes(600_000).toString('base64') },
});
const cut = change({ eventName: 'UpdateTable', requestParameters: { omitted: true } });
const corrected = change({ eventName: 'CreateTable', requestParameters: { tableName: 'Orders' } });
const correction = change({
  eventName: 'CreateTable',
  requestParameters: { tableName: 'Orders' },
  addendum: { reason: 'UPDATED_DATA', updatedFields: 'responseElements', originalEventID: corrected.eventID },
});
const shared = {
  eventName: 'TagResource',
  requestParameters: { resourceArn: tableArn('Music') },
  sharedEventID: nextEventId(),
};
const ours = change(shared);
const theirs = change({ ...shared, recipientAccountId: OTHER_ACCOUNT });
const behalf = controlEvent({
  eventName: 'DescribeTimeToLive',
  userIdentity: identities.assumedRole('admin', 'cli-1', {
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${ACCOUNT}:role/admin`, userName: 'admin' },
      attributes: { mfaAuthenticated: 'true' },
      sourceIdentity: 'erin@example.com',
    },
    onBehalfOf: { userId: '544894e8-80c1-707f-60e3-3ba6510dfac1' },
  }),
});

let dynamodb: TestDynamoDb;
let audit: StoredAudit;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
  audit = await createStoredAudit(dynamodb.client);
  await audit.storeEvents([deleted, tooLarge, cut, corrected, correction, ours, theirs, behalf]);
});
afterAll(() => dynamodb.stop());

const ask = (words: readonly string[]) =>
  ddbAudit(
    [
      ...words,
      ...['--table-name', audit.tableName, '--ledger-table-name', audit.ledgerTableName],
      ...['--region', 'us-east-1', '--endpoint-url', dynamodb.endpoint],
    ],
    { columns: 300 },
  );
const toId = ({ eventID }: CloudTrailEvent) => String(eventID);
const show = async (event: CloudTrailEvent) => (await ask(['show', toId(event)])).stdout;
const showJson = async (event: CloudTrailEvent) =>
  JSON.parse((await ask(['show', toId(event), '--output', 'json'])).stdout);

beforeAll(() => {
  process.env.AWS_ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY = 'test';
});

describe('ddb-audit show', () => {
  it('begins with the risk in words, and how much a deleted table held', async () => {
    expect(await show(deleted)).toMatch(
      /^Risk high: Music was deleted with 12,345 items, 6\.8 MB \(rule ddb-delete-table; MITRE ATT&CK T1485\)\.\n\neventId /,
    );
  });

  it('explains the risk in JSON', async () => {
    expect((await showJson(deleted)).riskReasons).toEqual([
      {
        rule: 'ddb-delete-table',
        level: 'high',
        title: 'Table deleted',
        words: 'Music was deleted with 12,345 items, 6.8 MB',
        mitre: ['T1485'],
      },
    ]);
  });

  it('explains the risk by titles if the event was too large to keep', async () => {
    expect((await showJson(tooLarge)).riskReasons).toEqual([
      { rule: 'ddb-delete-table', level: 'high', title: 'Table deleted', mitre: ['T1485'] },
    ]);
  });

  it('says which fields CloudTrail cut', async () => {
    expect(await show(cut)).toContain(
      'CloudTrail cut or left out, because of their size: requestParameters.\n',
    );
  });

  it('says which event a correction corrects, and the other way round', async () => {
    expect(await show(correction)).toContain(
      `Corrects event ${toId(corrected)}. Show it with: ddb-audit show ${toId(corrected)}\n`,
    );
    expect(await show(corrected)).toContain(
      `Event ${toId(correction)} corrects this one. Show it with: ddb-audit show ${toId(correction)}\n`,
    );
    expect((await showJson(corrected)).correctedBy).toEqual([toId(correction)]);
  });

  it('names the copies of an event in other accounts', async () => {
    expect(await show(ours)).toContain(`Event ${toId(theirs)} is the copy of this one for ${OTHER_ACCOUNT}.`);
    expect((await showJson(theirs)).copies).toEqual([{ eventId: toId(ours), accountId: ACCOUNT }]);
  });

  it('shows the session, and the person behind it', async () => {
    const fields = (await show(behalf)).replaceAll(/ {2,}/g, ' ');
    expect(fields).toContain('principal.session cli-1\n');
    expect(fields).toContain('principal.sourceIdentity erin@example.com\n');
    expect(fields).toContain('principal.onBehalfOf 544894e8-80c1-707f-60e3-3ba6510dfac1\n');
    expect(fields).toContain('principal.mfa true\n');
  });
});

describe('ddb-audit search', () => {
  const search = async (action: string, ...flags: string[]) =>
    (await ask(['search', '--action', action, '--no-color', ...flags])).stdout;

  it('has the session and the person behind it in a table', async () => {
    expect(await search('DescribeTimeToLive')).toContain(
      ' admin/cli-1 (erin@example.com, 544894e8-80c1-707f-60e3-3ba6510dfac1) ',
    );
    expect(await search('DescribeTimeToLive', '--columns', 'mfa')).toMatch(/^MFA\nyes\n$/);
  });

  it('keeps the risk of a table short', async () => {
    expect(await search('DeleteTable', '--columns', 'risk')).toBe('RISK\nhigh\nhigh\n');
  });

  const csv = async (action: string) => {
    const [head, ...rows] = (await search(action, '--output', 'csv')).trim().split('\r\n');
    const names = head!.split(',');
    return rows.map((row) => Object.fromEntries(row.split(',').map((cell, index) => [names[index], cell])));
  };

  it('has every field of a record in CSV', async () => {
    expect(await csv('DescribeTimeToLive')).toMatchObject([
      {
        principalSession: 'cli-1',
        principalSourceIdentity: 'erin@example.com',
        principalOnBehalfOf: '544894e8-80c1-707f-60e3-3ba6510dfac1',
        principalMfa: 'true',
      },
    ]);
    expect(await csv('CreateTable')).toContainEqual(
      expect.objectContaining({ originalEventId: toId(corrected) }),
    );
    expect(await csv('TagResource')).toMatchObject(Array(2).fill({ sharedEventId: shared.sharedEventID }));
    expect(await csv('UpdateTable')).toMatchObject([{ cutFields: 'requestParameters' }]);
    expect(await csv('DeleteTable')).toMatchObject(Array(2).fill({ riskRules: 'ddb-delete-table' }));
  });
});
