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
  /** Entries that are read for each one that the filter of the query keeps. Default: 1, there is no filter. */
  readonly entriesPerMatch?: number;
}

/**
 * Questions by the number of partitions they read: of changes, of traffic, of both. The last one is the worst
 * kind: no index answers its filter, which rejects nearly everything that is read.
 */
const BENCH_QUESTIONS = {
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
  'a filter that keeps 1 in 10,000': {
    query: { resource: [TABLE], mfa: 'yes' },
    index: 'resource',
    value: TABLE,
    isMeant: ({ resources }) => resources[0] === TABLE,
    entriesPerMatch: 10_000,
  },
} as const satisfies Record<string, BenchQuestion>;
export type QuestionName = keyof typeof BENCH_QUESTIONS;
export const QUESTIONS: Readonly<Record<QuestionName, BenchQuestion>> = BENCH_QUESTIONS;
