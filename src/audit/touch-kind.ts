import type { AuditRecord } from './audit-record';
import { type JsonObject, textsAt, valuesAt } from './json';

/**
 * How a call may touch items that it does not name:
 *
 * - `scan`: it reads the table or an index from end to end.
 * - `index-query`: it queries an index by a key that is not logged, or that the asked key does not have.
 * - `unlogged-key`: it touches items whose key is not logged, or is not logged in whole.
 * - `export`, `restore`: it copies the table. `replica`: it copies the table to another Region or account.
 * - `stream`: it reads the changes of items.
 * - `statement`: a PartiQL statement that does not give the key.
 */
export const TOUCH_KINDS = [
  'scan',
  'index-query',
  'unlogged-key',
  'export',
  'restore',
  'replica',
  'stream',
  'statement',
] as const;
export type TouchKind = (typeof TOUCH_KINDS)[number];

/** Operations that touch items without naming any. */
const KINDS = new Map<string, TouchKind>([
  ['Scan', 'scan'],
  ['SearchVectors', 'index-query'],
  ['GetRecords', 'stream'],
  ['GetShardIterator', 'stream'],
  ['EnableKinesisStreamingDestination', 'stream'],
  ['ExportTableToPointInTime', 'export'],
  // AWS Glue copies a table that is the source of an integration.
  ['CreateIntegration', 'export'],
  ['RestoreTableFromAwsBackup', 'restore'],
  ['RestoreTableFromBackup', 'restore'],
  ['RestoreTableToPointInTime', 'restore'],
  ['AssociateTableReplica', 'replica'],
  ['CreateTableReplica', 'replica'],
  ['ReadDataForReplication', 'replica'],
  ['WriteDataForReplication', 'replica'],
  // They write or delete items of the whole table.
  ['DeleteTable', 'unlogged-key'],
  ['ImportTable', 'unlogged-key'],
  ['StartBulkPutItems', 'unlogged-key'],
]);

/** Operations whose record alone says how they touch items. */
export const KNOWN_TOUCHES: readonly string[] = [...KINDS.keys()];
/** Operations that make a replica if their request says so. */
export const REPLICA_MAKERS: readonly string[] = ['CreateTable', 'UpdateTable', 'UpdateGlobalTable'];

/** The fields of a record that say how a call touches items. */
type TouchFields = Pick<AuditRecord, 'eventName' | 'service' | 'plane' | 'category' | 'resources'>;

/**
 * How a call touches items that it does not name. Undefined for a call that touches no items.
 * @param request absent if it is not known
 */
export function toTouchKind(record: TouchFields, request: JsonObject = {}): TouchKind | undefined {
  const { eventName, service, plane, category } = record;
  if (service === 'dax') return undefined;
  const known = KINDS.get(eventName);
  if (known !== undefined) return known;
  if (plane !== 'data') {
    return REPLICA_MAKERS.includes(eventName) && makesReplica(request) ? 'replica' : undefined;
  }
  if (category === 'partiql') return 'statement';
  return eventName === 'Query' && namesIndex(record, request) ? 'index-query' : 'unlogged-key';
}

/** Whether the request of a call decides what it touches. The record alone says it of all other calls. */
export const isRequestNeeded = ({ eventName, service, plane }: TouchFields): boolean =>
  service !== 'dax' && !KINDS.has(eventName) && (plane === 'data' || REPLICA_MAKERS.includes(eventName));

const makesReplica = (request: JsonObject): boolean =>
  textsAt(request, ['globalTableSourceArn']).length > 0 ||
  valuesAt(request, ['replicaUpdates', 'create']).some((one) => one !== undefined && one !== null);

const namesIndex = ({ resources }: TouchFields, { indexName }: JsonObject): boolean =>
  typeof indexName === 'string' || resources.some((resource) => resource.includes('/index/'));
