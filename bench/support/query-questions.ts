import type { AuditRecord } from '../../src/audit/audit-record';
import type { AuditQuery } from '../../src/query/query';
import type { IndexName } from '../../src/store/indexes';
import { ACCOUNTS, REGIONS } from './envelope';

export interface QueryStandIn {
  readonly endpoint: string;
}

const TABLE = `arn:aws:dynamodb:${REGIONS[0]}:${ACCOUNTS[0]}:table/app-table-0`;

interface BenchQuestion {
  readonly query: AuditQuery;
  /** Where it is answered. */
  readonly index: IndexName;
  readonly value: string;
  /** Whether a record answers. */
  readonly isMeant: (record: AuditRecord) => boolean;
}

/** Questions by the number of partitions they read: of changes, of traffic, of both. */
export const QUESTIONS = {
  'one partition': {
    query: { action: ['dynamodb:DeleteTable'] },
    index: 'action',
    value: 'dynamodb:DeleteTable',
    isMeant: ({ eventName }) => eventName === 'DeleteTable',
  },
  'eight partitions': {
    query: { action: ['dynamodb:GetItem'] },
    index: 'action',
    value: 'dynamodb:GetItem',
    isMeant: ({ eventName }) => eventName === 'GetItem',
  },
  'nine partitions': {
    query: { resource: [TABLE] },
    index: 'resource',
    value: TABLE,
    isMeant: ({ resources }) => resources[0] === TABLE,
  },
} as const satisfies Record<string, BenchQuestion>;
export type QuestionName = keyof typeof QUESTIONS;
