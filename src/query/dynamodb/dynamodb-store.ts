import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { LogFileLifecycle } from '../../assure/lifecycle/log-file-lifecycle';
import { createSend } from '../../aws/dynamodb-request';
import type { DeploymentNames } from '../../settings/deployment-names';
import { readActivityEntries } from '../../store/ledger/activity-ledger';
import { readActivitySalt } from '../../store/ledger/activity-salt';
import { createCoverageLedger } from '../../store/ledger/coverage-ledger';
import { readLastBackfill } from '../../store/ledger/last-backfill';
import { readLifecycles } from '../../store/ledger/lifecycles';
import { readDirectoryPage } from '../../store/ledger/read-directory';
import { readDeliveries, readKnownCoverage } from '../../store/ledger/read-known-coverage';
import { readLedgerRange } from '../../store/ledger/read-ledger-range';
import { createTrailLedger } from '../../store/ledger/trails';
import { storableString } from '../../store/storable-record';
import type { AuditStore, ReadOptions, RecordReader } from '../audit-store';
import { PAGE_ENTRIES, PAGE_FILES } from '../limits';
import type { LogFileReader } from '../log-file-reader';
import { RecentValues } from '../recent-values';
import type { ResolvedQuery } from '../resolved-query';
import { countRecords } from './count-records';
import { countSummary } from './count-summary';
import { countValues } from './count-values';
import { CoverageCache } from './coverage-cache';
import type { ReadEntries } from './entry-hours';
import { NOT_ALLOWED, NOT_FOR_COUNTS } from './file-usage';
import { type IndexOptions, IndexRecords } from './index-records';
import { type ItemTable, openItemRecords, readItems } from './item-records';
import { openSearch, type SearchTable } from './open-search';
import type { Originals } from './originals';
import { type Plan, planQuery } from './plan';
import { readActivity } from './read-activity';
import { readEvent, scanEvents } from './read-events';
import { readFiles } from './read-files';
import { readQueues } from './read-queues';
import { readSummarized } from './read-summarized';
import { recentCoverage } from './recent-coverage';
import type { ValueTables } from './value-source';

export interface DynamoDbStoreOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly ledgerTableName: string;
  /** Names of what is deployed. Default: those in the ledger. */
  readonly deployment?: DeploymentNames | undefined;
  /** Reads log files for events without a record of their own. Default: they are not read, and answers say so. */
  readonly logFiles?: LogFileReader | undefined;
}

/** The audit in DynamoDB: records through its indexes, the rest from its table and the ledger. */
export function createDynamoDbStore({
  client,
  tableName,
  ledgerTableName,
  deployment,
  logFiles,
}: DynamoDbStoreOptions): AuditStore {
  const documents = DynamoDBDocumentClient.from(client);
  const coverage = new CoverageCache(client, tableName, ledgerTableName);
  const deliveries = recentCoverage(
    createCoverageLedger(client, ledgerTableName),
    createTrailLedger(client, ledgerTableName),
  );
  // Pages of an index are the bulk of all reading, so their requests are sent without the SDK's layers.
  const send = createSend(client, tableName);
  const plan = async (query: ResolvedQuery, indexesOnly?: boolean) =>
    planQuery(query, await coverage.get(), indexesOnly);
  const openIndex = (planned: Plan, query: ResolvedQuery, options: IndexOptions = {}) =>
    new IndexRecords(send, tableName, planned, query, options);
  const directory: AuditStore['directory'] = (query, signal) =>
    readDirectoryPage(documents, ledgerTableName, query, signal);
  const readEntries: ReadEntries = (table, hours, signal, options) =>
    readActivityEntries(client, ledgerTableName, table, hours, { ...options, signal });
  const recentSalt = new RecentValues<string | undefined>(1);
  const findEntries: ItemTable['findEntries'] = async (signal) => {
    const { activitySince: since, summarized } = await coverage.get();
    const summarizes = summarized !== undefined;
    if (since === undefined && !summarizes) return undefined;
    const salt = await recentSalt.get('', () => readActivitySalt(client, ledgerTableName, signal));
    return salt === undefined ? undefined : { since, salt, summarizes, readEntries };
  };
  const recentLifecycles = new RecentValues<readonly LogFileLifecycle[]>(1);
  const findLifecycles = (signal?: AbortSignal) =>
    recentLifecycles.get('', () => readLifecycles(documents, ledgerTableName, signal));
  const originals = async (): Promise<Originals> => {
    const { dataEventIndexes, indexApplicationFailures, retentionDays } = await coverage.get();
    return {
      reader: logFiles,
      why: NOT_ALLOWED,
      findLifecycles,
      items: { dataEventIndexes, indexApplicationFailures, retentionDays },
    };
  };
  const itemTable: ItemTable = { documents, tableName, plan, openIndex, findEntries, originals };
  const summarizes = async () => (await coverage.get()).summarized !== undefined;
  const search: SearchTable = { plan, openIndex, findEntries, summarizes, originals, directory };
  const toCount = async () => ({ ...(await originals()), reader: undefined, why: NOT_FOR_COUNTS });
  const openValues = async (table: SearchTable): Promise<ValueTables> => {
    const { activitySince, summarized } = await coverage.get();
    const summarizes = summarized !== undefined;
    const openIndex: ValueTables['openIndex'] = (query, options) => openSearch(table, query, options);
    return { directory, openIndex, readEntries, activitySince, summarizes };
  };
  const records = async (query: ResolvedQuery, options: ReadOptions = {}): Promise<RecordReader> =>
    query.item
      ? openItemRecords(itemTable, { ...query, item: query.item }, options)
      : openSearch(search, query, options);

  return {
    entryBudget: PAGE_ENTRIES,
    fileBudget: PAGE_FILES,
    records,
    async *activity(query, options) {
      const { activitySince } = await coverage.get();
      yield* readActivity({ records, directory, readEntries }, activitySince, query, options);
    },
    items: (query, options) => readItems(itemTable, query, options),
    async counts(query, options) {
      const counts = await countSummary(await openValues(search), query, options);
      return counts ?? countRecords(await records(query, options), options);
    },
    countValues: async (query, options) =>
      countValues(await openValues({ ...search, originals: toCount }), query, options),
    layoutVersion: async () => (await coverage.get()).layoutVersion,
    event: (eventId, signal) => readEvent(documents, tableName, storableString(eventId), signal),
    summarizes,
    summarizedCalls: (question, options = {}) => readSummarized(search, question, options),
    events: (signal) => scanEvents(documents, tableName, signal),
    directory,
    files: (options) => readFiles(documents, ledgerTableName, deliveries, options),
    filesOf: (range, signal) => readLedgerRange(documents, ledgerTableName, range, signal),
    coverage: (query, signal) => readKnownCoverage(deliveries, query, new Date(), signal),
    deliveries: (query, signal) => readDeliveries(deliveries, query, new Date(), signal),
    coverageDays: (place, days, signal) => deliveries.readDays(place, days, signal),
    trails: (signal) => deliveries.readTrails(signal),
    queues: (signal) => readQueues(client, ledgerTableName, deployment, signal),
    lastBackfill: (signal) => readLastBackfill(documents, ledgerTableName, signal),
    lifecycles: async (signal) => ((await summarizes()) ? findLifecycles(signal) : undefined),
    async exclusions() {
      const { exclusions: spans, retentionDays } = await coverage.get();
      return { spans, retentionDays };
    },
  };
}
