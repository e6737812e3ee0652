import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { Context, SQSBatchResponse } from 'aws-lambda';
import { Tokenizer } from '../src/activity/tokens';
import { MEANING_VERSION } from '../src/audit/meaning-version';
import { HeldMemory } from '../src/ingest/held-memory';
import type { IngestContext, OtherMeaning } from '../src/ingest/ingest-context';
import { failAllMessages, ingestDirectly, ingestQueueMessages, isSqsEvent } from '../src/ingest/messages';
import { untilAborted } from '../src/store/abort-signal';
import { isTemporary } from '../src/store/is-temporary';
import { ensureActivitySalt } from '../src/store/ledger/activity-salt';
import { createActivityWriter } from '../src/store/ledger/activity-writer';
import { recordDeployment } from '../src/store/ledger/deployment';
import { createDirectory } from '../src/store/ledger/directory';
import { createIdentityWriter } from '../src/store/ledger/identities';
import { EVER, recordIndexCoverage } from '../src/store/ledger/index-coverage';
import { createLedger } from '../src/store/ledger/ledger';
import { recordMeaning } from '../src/store/ledger/meaning';
import { createBatchWriter } from '../src/store/write/batch-writer';
import { removeStaleLinks } from '../src/store/write/stale-links';
import { s3LogFileSource } from '../src/trail/log-file-source';
import { digestForwarder } from './digest-forwarder';
import { functionCredentials } from './function-credentials';
import { type IngestEnvironment, readIngestEnvironment } from './ingest-environment';
import { type IngestObserver, ingestObserver } from './ingest-observer';
import { InvocationTime } from './invocation-time';
import { logFileClients } from './log-file-clients';
import { queueSender } from './queue-sender';
import { type PublishRisks, riskEventPublisher } from './risk-events';
import { writeThrottles } from './write-throttles';

/** DynamoDB answers within milliseconds. A request without an answer after this time is sent again. */
const ANSWER_MILLISECONDS = 10_000;

/** What is known of the deployment once the ledger was read. */
type Prepared = Pick<IngestContext, 'activity' | 'otherMeaning'>;

/** The ingest function in one execution environment, with the clients that its invocations share. */
export class IngestFunction {
  readonly #environment: IngestEnvironment = readIngestEnvironment();
  readonly #throttles = writeThrottles();
  readonly #dynamodb = new DynamoDBClient({
    credentials: functionCredentials,
    requestHandler: { requestTimeout: ANSWER_MILLISECONDS, throwOnRequestTimeout: true },
  });
  readonly #parts = this.#connect();
  readonly #publishRisks = createPublisher(this.#environment);
  #prepared: Prepared | undefined;

  /** Handles a notification, delivered through the queue or directly. */
  async handle(event: unknown, context: Context): Promise<SQSBatchResponse | undefined> {
    const time = new InvocationTime(context.getRemainingTimeInMillis());
    const { auditTable, watchedBuckets } = this.#environment;
    const observer = ingestObserver(context, auditTable, watchedBuckets);
    try {
      return await this.#ingest(event, time, observer, context.getRemainingTimeInMillis());
    } finally {
      time.end();
      observer.publish();
      for (const line of this.#throttles.report(auditTable, Date.now())) console.log(line);
    }
  }

  async #ingest(event: unknown, time: InvocationTime, observer: IngestObserver, longestRun: number) {
    try {
      this.#prepared ??= await untilAborted(this.#prepare(time.workSignal, longestRun), time.workSignal);
    } catch (error) {
      // A service that fails for now fails the messages. Anything else needs somebody who mends it.
      if (!isSqsEvent(event) || !isTemporary(error)) throw error;
      return failAllMessages(event, error, observer);
    }
    const ingest: IngestContext = {
      ...this.#parts,
      ...this.#prepared,
      signal: time.workSignal,
      completionSignal: time.completionSignal,
      onStored: async ({ risky, oldestEventTime }, signal) => {
        if (oldestEventTime !== undefined) observer.onStored(oldestEventTime);
        await this.#publishRisks?.(risky, signal);
      },
    };
    if (isSqsEvent(event)) return ingestQueueMessages(event, ingest, observer);
    await ingestDirectly(event, ingest, observer);
    return undefined;
  }

  /**
   * Records what the indexes hold from now on, before the first record is written: readers must know. Also records
   * what is deployed, and what gives records their meaning. Reads the salt of activity entries.
   * @param longestRun milliseconds that a function with former settings may still be writing: no longer
   * than this one can
   */
  async #prepare(signal: AbortSignal, longestRun: number): Promise<Prepared> {
    const { auditTable, ledgerTable, settings, guardedResources, deployment } = this.#environment;
    const since = new Date(Date.now() + longestRun);
    const names = { AuditTableName: auditTable, LedgerTableName: ledgerTable, ...deployment };
    const meaning = { meaningVersion: MEANING_VERSION, settings, guardedResources };
    const [salt, { meaningSince = EVER }] = await Promise.all([
      settings.activity ? ensureActivitySalt(this.#dynamodb, ledgerTable, signal) : undefined,
      recordIndexCoverage(this.#dynamodb, ledgerTable, settings, since, signal),
      recordDeployment(this.#dynamodb, ledgerTable, names, signal),
      recordMeaning(this.#dynamodb, ledgerTable, meaning, since, signal),
    ]);
    return {
      activity: {
        writer: createActivityWriter(this.#dynamodb, ledgerTable),
        identities: createIdentityWriter(this.#dynamodb, ledgerTable, settings.retentionDays),
        tokenizer: salt === undefined ? undefined : new Tokenizer(salt),
      },
      ...(meaningSince !== EVER && { otherMeaning: otherMeaning(this.#dynamodb, auditTable, meaningSince) }),
    };
  }

  #connect(): IngestContext {
    const { settings, buckets, auditTable, ledgerTable, ownTraffic, guardedResources, assuranceQueueUrl } =
      this.#environment;
    return {
      settings,
      source: s3LogFileSource(logFileClients(buckets)),
      writer: createBatchWriter(this.#dynamodb, auditTable, { onThrottled: this.#throttles.count }),
      ledger: createLedger(this.#dynamodb, ledgerTable),
      directory: createDirectory(this.#dynamodb, ledgerTable),
      memory: new HeldMemory(),
      guardedResources,
      ...(ownTraffic && { ownTraffic }),
      ...(assuranceQueueUrl !== undefined && {
        forwardDigests: digestForwarder(queueSender(), assuranceQueueUrl),
      }),
    };
  }
}

const createPublisher = ({ riskEventBus }: IngestEnvironment): PublishRisks | undefined =>
  riskEventBus === undefined
    ? undefined
    : riskEventPublisher(new EventBridgeClient({ credentials: functionCredentials }), riskEventBus);

const otherMeaning = (client: DynamoDBClient, tableName: string, until: string): OtherMeaning => ({
  until,
  removeStaleLinks: (events, signal) => removeStaleLinks(client, tableName, events, signal),
});
