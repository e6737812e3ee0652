import { auditedRecords } from '../../../src/audit/matcher';
import { parseStruct } from '../../../src/trail/shapes/parse-struct';
import { readAnyShape } from '../../../src/trail/shapes/read-any-shape';
import { restoreEvent } from '../../../src/trail/shapes/restore-event';

const IDENTITY =
  '{type=AssumedRole, principalid=AROA:alice=a,b@example.com, arn=arn:aws:sts::111122223333:assumed-role/Admin/alice, accountid=111122223333, invokedby=null, accesskeyid=ASIAEXAMPLE, username=null, sessioncontext={attributes={mfaauthenticated=true, creationdate=2026-03-14T20:00:00Z}, sessionissuer={type=Role, arn=arn:aws:iam::111122223333:role/Admin, username=Admin}}}';

describe('a structure as Athena prints it', () => {
  it('is restored in an identity, so that the principal is not lost', () => {
    expect(restoreEvent({ useridentity: IDENTITY })).toEqual({
      userIdentity: {
        type: 'AssumedRole',
        principalId: 'AROA:alice=a,b@example.com',
        arn: 'arn:aws:sts::111122223333:assumed-role/Admin/alice',
        accountId: '111122223333',
        accessKeyId: 'ASIAEXAMPLE',
        sessionContext: {
          attributes: { mfaAuthenticated: 'true', creationDate: '2026-03-14T20:00:00Z' },
          sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::111122223333:role/Admin', userName: 'Admin' },
        },
      },
    });
  });

  it('is restored in a list of resources', () => {
    const resources =
      '[{arn=arn:aws:dynamodb:eu-west-1:1:table/Orders, accountid=1, type=AWS::DynamoDB::Table}]';
    expect(restoreEvent({ resources }).resources).toEqual([
      { arn: 'arn:aws:dynamodb:eu-west-1:1:table/Orders', accountId: '1', type: 'AWS::DynamoDB::Table' },
    ]);
  });

  it.each(['{', '{a', '{a=1} b', 'text', '{{a=1}}', `${'{a='.repeat(20)}1${'}'.repeat(20)}`])(
    'is kept as text if it cannot be read: %s',
    (text) => {
      expect(restoreEvent({ useridentity: text }).userIdentity).toBe(text);
    },
  );

  it('gives the first of two members of one name', () => {
    expect(parseStruct('{arn=a, arn=b}')).toEqual({ arn: 'a' });
  });
});

it.each([
  ['2026-03-16 10:00:12.000 UTC', '2026-03-16 10:00:12.000Z'],
  ['2026-03-16 10:00:12', '2026-03-16 10:00:12'],
])('keeps the time %s in a form that is read', (eventtime, eventTime) => {
  expect(restoreEvent({ eventtime })).toEqual({ eventTime });
});

it('leaves out the empty columns', () => {
  expect(restoreEvent({ errorcode: 'null', errormessage: '', awsregion: null, other: 'x' })).toEqual({});
});

it("reads what Athena's get-query-results prints", async () => {
  const toRow = (...cells: (string | undefined)[]) => ({
    Data: cells.map((cell) => (cell === undefined ? {} : { VarCharValue: cell })),
  });
  const content = JSON.stringify({
    ResultSet: {
      Rows: [
        toRow('eventsource', 'eventname', 'eventid', 'useridentity', 'errorcode'),
        toRow('dynamodb.amazonaws.com', 'DeleteTable', 'a1', '{type=IAMUser, username=alice}', undefined),
      ],
      ResultSetMetadata: { ColumnInfo: [{ Name: 'eventsource' }] },
    },
    UpdateCount: 0,
  });
  const events: unknown[] = [];
  const summary = await readAnyShape(
    (async function* () {
      yield Buffer.from(content);
    })(),
    { matcher: auditedRecords, onRecord: ({ event, copyOf }) => void events.push({ event, copyOf }) },
  );
  expect(summary).toMatchObject({ records: 1, shapes: ['athena'] });
  expect(events).toEqual([
    {
      copyOf: 'a1',
      event: {
        eventSource: 'dynamodb.amazonaws.com',
        eventName: 'DeleteTable',
        eventID: 'copy-a1',
        userIdentity: { type: 'IAMUser', userName: 'alice' },
      },
    },
  ]);
});
