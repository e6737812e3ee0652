import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AuditRecord } from '../audit/audit-record';
import { createSend } from '../aws/dynamodb-request';
import { AuditTrailError } from '../errors';
import { createDirectory, type DirectoryEntry, type DirectoryKind } from '../store/ledger/directory';
import { storableString } from '../store/storable-record';
import { countRecords, type Summary, type SummaryOptions } from './count-over-time';
import { coverageReader } from './coverage';
import { encodeCursor } from './cursor';
import type { Order } from './merge';
import type { AuditQuery } from './query';
import { type DetailedRecord, detailed, readEvent, scanEvents } from './read-event';
import { type QueryAnswer, toRecord } from './read-index';
import { type ReadCost, readCost } from './read-units';
import { type Deployment, planWalk, startMerge, type Walk } from './walk';

/** Where the audit lies. */
export interface AuditLogOptions {
  /**
   * A client for the Region of the tables, with permission to read both. Query goes by its endpoint,
   * credentials, signer, HTTP handler and retry strategy, but not through middleware added to it.
   */
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly ledgerTableName: string;
}

export interface PageOptions {
  /** `nextToken` of an earlier page of the same question. */
  readonly cursor?: string | undefined;
  /** Most records of the page, 1 to 1,000. @default 50 */
  readonly limit?: number | undefined;
}

export interface Page {
  readonly records: AuditRecord[];
  /**
   * Absent on the last page. A page can have fewer records than its limit, or none, and a token all
   * the same: after looking at 20,000 entries, or for ten seconds, a page ends where it stands.
   */
  readonly nextToken?: string;
  /** What the answer lacks; only where a partial one was asked for. */
  readonly incomplete?: string;
}

/** How a question would be answered, and what its first page of 50 costs. */
export interface Explanation {
  readonly index: string;
  readonly partitions: readonly string[];
  /** Inclusive. */
  readonly since?: string;
  /** Exclusive. */
  readonly until?: string;
  readonly order: Order;
  /** What is not answered by a key but filtered, after reading. */
  readonly filters: readonly string[];
  readonly incomplete?: string;
  readonly page: ReadCost & { readonly records: number };
}

/** Answers questions about an audit. Every method throws AuditTrailError, with the codes named there. */
export interface AuditLog {
  /** Every record that answers, in order. Reads on as far as the caller does. */
  search(query: AuditQuery): AsyncIterable<AuditRecord>;
  /**
   * One page of records that answer.
   * @throws `InvalidArgument` `InvalidCursor` `NotFound` `Ambiguous` `NotAnswerable` `ServiceFailed`
   */
  page(query: AuditQuery, options?: PageOptions): Promise<Page>;
  /**
   * An event: more than one record if different events came under the same id.
   * @throws `NotFound`
   */
  get(eventId: string): Promise<DetailedRecord[]>;
  /**
   * The exact bytes of an event in its log file, for every variant whose bytes are kept.
   * @param contentHash of the only variant wanted
   * @throws `NotFound` if there is no such event, or no variant's bytes are kept
   */
  original(eventId: string, contentHash?: string): Promise<Uint8Array[]>;
  /** What was seen so far. */
  list(kind: DirectoryKind): AsyncIterable<DirectoryEntry>;
  /** Plans a question, and reads its first page to say what a page costs. */
  explain(query: AuditQuery): Promise<Explanation>;
  /** Counts what answers over time, newest first, as far as a bounded amount of reading goes. */
  summary(query: Omit<AuditQuery, 'order'>, options: SummaryOptions): Promise<Summary>;
  /** Every record, once, in no order. */
  all(): AsyncIterable<DetailedRecord>;
}

const DEFAULT_PAGE = 50;
/** Most records of a page: about a megabyte of JSON. */
export const MAXIMUM_PAGE = 1_000;
const PAGE_ENTRIES = 20_000;
const PAGE_MILLISECONDS = 10_000;

/** Opens an audit for asking. Nothing is read before the first question. */
export function createAuditLog({ client, tableName, ledgerTableName }: AuditLogOptions): AuditLog {
  const directory = createDirectory(client, ledgerTableName);
  const deployment: Deployment = {
    send: createSend(client, tableName),
    tableName,
    directory,
    coverage: coverageReader(client, tableName, ledgerTableName),
  };
  const findVariants = async (eventId: string) => {
    const variants = await readEvent(client, tableName, storableString(eventId));
    if (variants.length > 0) return variants;
    throw new AuditTrailError('NotFound', `No event with id "${eventId}".`);
  };

  return {
    async *search(query) {
      const merge = startMerge(deployment, await planWalk(deployment, query));
      for (let count = DEFAULT_PAGE; ; count = Math.min(count * 2, MAXIMUM_PAGE)) {
        const entries = await merge.take(count);
        for (const entry of entries) yield toRecord(entry);
        if (entries.length < count) return;
      }
    },
    async page(query, { cursor, limit = DEFAULT_PAGE } = {}) {
      if (!Number.isInteger(limit) || limit < 1 || limit > MAXIMUM_PAGE) {
        throw new AuditTrailError(
          'InvalidArgument',
          `limit: 1 to ${MAXIMUM_PAGE} are allowed, given ${limit}.`,
        );
      }
      return readPage(deployment, await planWalk(deployment, query, cursor), limit);
    },
    async get(eventId) {
      return detailed(await findVariants(eventId));
    },
    async original(eventId, contentHash) {
      const variants = (await findVariants(eventId)).filter(
        (variant) => contentHash === undefined || variant.contentHash === contentHash,
      );
      const originals = variants.flatMap(({ original }) => original ?? []);
      if (originals.length > 0) return originals;
      const files = variants.flatMap(({ source }) => (source ? [`${source.bucket}/${source.key}`] : []));
      throw new AuditTrailError(
        'NotFound',
        files.length > 0
          ? `The original of event "${eventId}" was too large to keep; it is in ${files.join(', ')}.`
          : `Event "${eventId}" has no variant "${contentHash}".`,
      );
    },
    list: (kind) => directory.list(kind),
    async explain(query) {
      const walk = await planWalk(deployment, query);
      const answers: QueryAnswer[] = [];
      const records = await startMerge(deployment, walk, (answer) => answers.push(answer)).take(
        DEFAULT_PAGE,
        pageBudget(),
      );
      return toExplanation(walk, { ...readCost(answers), records: records.length });
    },
    async summary(query, options) {
      const walk = await planWalk(deployment, { ...query, order: 'desc' });
      const { incomplete } = walk.plan;
      const summary = await countRecords(
        startMerge(deployment, walk),
        walk.question.range,
        options,
        pageBudget(),
      );
      return { ...summary, ...(incomplete !== undefined && { incomplete }) };
    },
    async *all() {
      for await (const variants of scanEvents(client, tableName)) yield* detailed(variants);
    },
  };
}

async function readPage(deployment: Deployment, walk: Walk, limit: number): Promise<Page> {
  const merge = startMerge(deployment, walk);
  const entries = await merge.take(limit, pageBudget());
  const position = merge.position();
  const { incomplete } = walk.plan;
  return {
    records: entries.map(toRecord),
    ...(position && { nextToken: encodeCursor({ range: walk.question.range, position }, walk.binding) }),
    ...(incomplete !== undefined && { incomplete }),
  };
}

function pageBudget(): (examined: number) => boolean {
  const end = Date.now() + PAGE_MILLISECONDS;
  return (examined) => examined < PAGE_ENTRIES && Date.now() < end;
}

function toExplanation({ question, plan }: Walk, page: Explanation['page']): Explanation {
  return {
    index: plan.index,
    partitions: plan.partitions,
    ...question.range,
    order: question.order,
    filters: plan.filters.map(({ text }) => text),
    ...(plan.incomplete !== undefined && { incomplete: plan.incomplete }),
    page,
  };
}
