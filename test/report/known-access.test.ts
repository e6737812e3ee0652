import { findSeen } from '../../src/report/known-access';
import { TableActivity } from '../../src/report/table-activity';
import { auditRecord } from '../support/audit-records';

const ACCESS = { sentences: [], facts: [], commands: [], tables: ['audit', 'ledger'] };
const user = (name: string) => ({ id: `arn:aws:iam::111122223333:user/${name}`, type: 'IAMUser' });

/** A table that these users read, once at each time. */
function readBy(table: string, reads: readonly (readonly [name: string, minute: number])[]) {
  const activity = new TableActivity();
  for (const [name, minute] of reads) {
    activity.add(auditRecord({ principal: user(name), eventTime: `2026-03-14T09:${minute}:00Z` }));
  }
  return activity.finish(`arn:aws:dynamodb:us-east-1:111122223333:table/${table}`);
}

it('names those who called the tables of the audit, over both tables', () => {
  const tables = [
    readBy('audit', [
      ['bob', 20],
      ['alice', 30],
    ]),
    readBy('ledger', [['alice', 10]]),
    readBy('my-audit', [['mallory', 10]]),
  ];
  expect(findSeen(tables, ACCESS)).toMatchObject([
    { principal: user('alice').id, reads: 2, first: '2026-03-14T09:10:00Z', last: '2026-03-14T09:30:00Z' },
    { principal: user('bob').id, reads: 1 },
  ]);
});

it('names nobody for a data folder', () => {
  expect(findSeen([readBy('audit', [['bob', 20]])], { ...ACCESS, tables: [] })).toEqual([]);
});
