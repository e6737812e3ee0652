import { createHash } from 'node:crypto';
import type { AuditRecord } from '../audit/audit-record';
import { TRAFFIC_SHARDS } from './indexes';
import { rememberLast } from './remember-last';
import { storableString } from './storable-record';

/**
 * An index partition takes 1,000 writes per second, so every key value has two lanes:
 *
 * - `changes`: control-plane calls that are not reads. They are rare, so one partition holds them: `c|value`.
 * - `traffic`: control-plane reads and the data plane, distributed by event id: `t0|value` to `t7|value`.
 */
const LANES = ['changes', 'traffic'] as const;
export type Lane = (typeof LANES)[number];

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * 16 hex digits that the event id determines: the last digits of a UUID, which are random in version 4, or the
 * first digits of the SHA-256 of any other id. Each item needs them twice.
 */
const eventIdDigits = rememberLast((eventId: string): string =>
  UUID.test(eventId)
    ? eventId.slice(19, 23) + eventId.slice(24)
    : createHash('sha256').update(eventId).digest('hex').slice(0, 16),
);

/** The sort key of every index: a total order over events by time, then id. */
export const toOccurred = (eventTime: string, eventId: string): string =>
  `${eventTime}#${eventIdDigits(eventId)}`;

/** Tells variants of an event apart, and orders what has one `occurred`. */
export const toIdentity = (eventId: string, contentHash: string): string => `${eventId} ${contentHash}`;

/** The event id in an identity, which a content hash without spaces follows. */
export const parseEventId = (identity: string): string => identity.slice(0, identity.lastIndexOf(' '));

/** The `eventTime` in an `occurred`. */
export const toEventTime = (occurred: string): string => occurred.slice(0, occurred.lastIndexOf('#'));

export const toLane = ({ plane, access }: Pick<AuditRecord, 'plane' | 'access'>): Lane =>
  plane === 'control' && access !== 'read' && access !== 'list' ? 'changes' : 'traffic';

/** The traffic partition of an event, from 0. */
export const toShard = (eventId: string): number =>
  Number.parseInt(eventIdDigits(eventId).slice(-2), 16) % TRAFFIC_SHARDS;

/** The prefix of the value in all index keys of a record. */
export const partitionPrefix = (record: Pick<AuditRecord, 'plane' | 'access' | 'eventId'>): string =>
  toLane(record) === 'changes' ? 'c|' : `t${toShard(record.eventId)}|`;

/** The value that a partition key holds, without its lane. */
export const valueOfPartition = (partition: string): string => partition.slice(partition.indexOf('|') + 1);

/** All partitions that hold the entries of a value in these lanes. */
export function partitionsFor(value: string, lanes: readonly Lane[] = LANES): string[] {
  const stored = storableString(value);
  return lanes.flatMap((lane) =>
    lane === 'changes'
      ? [`c|${stored}`]
      : Array.from({ length: TRAFFIC_SHARDS }, (_, shard) => `t${shard}|${stored}`),
  );
}
