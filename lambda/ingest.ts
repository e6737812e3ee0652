import type { Context, SQSBatchResponse } from 'aws-lambda';
import type { IngestFunction } from './ingest-function';

<<<<<<< HEAD
/** Time kept back at the end of an invocation for the ledger, the answer and the metrics. */
const RESERVED_MILLISECONDS = 5_000;
/** DynamoDB answers in milliseconds: an answer that takes longer is lost, and asked for again. */
const ANSWER_MILLISECONDS = 10_000;

function ownTrafficOfEnvironment(): OwnTraffic | undefined {
  const roleArn = process.env[ENVIRONMENT.ownRoleArn];
  const tableArns = process.env[ENVIRONMENT.ownTableArns];
  return roleArn && tableArns ? { roleArn, tableArns: tableArns.split(',') } : undefined;
}

function connect(
  timeLeft: number,
): Omit<IngestContext, 'deadline'> & { coverage: Promise<unknown>; watchedBuckets: readonly string[] } {
  const { settings, buckets, watchedBuckets } = readFunctionConfiguration(__dirname);
  const requestHandler = { requestTimeout: ANSWER_MILLISECONDS, throwOnRequestTimeout: true };
  const dynamodb = new DynamoDBClient({ requestHandler });
  const auditTable = requiredVariable(ENVIRONMENT.auditTableName);
  const ledgerTable = requiredVariable(ENVIRONMENT.ledgerTableName);
  const ownTraffic = ownTrafficOfEnvironment();
  return {
    settings,
    watchedBuckets,
    source: s3LogFileSource(logFileClients(buckets)),
    writer: createBatchWriter(dynamodb, auditTable, { onThrottled: throttles.count }),
    ledger: createLedger(dynamodb, ledgerTable),
    directory: createDirectory(dynamodb, ledgerTable),
    ...(ownTraffic && { ownTraffic }),
    // Readers must know what the indexes hold before the first record lands. A function of the former
    // settings may still be writing, no longer than this one could.
    coverage: recordIndexCoverage(dynamodb, ledgerTable, settings, new Date(Date.now() + timeLeft)),
  };
}

const throttles = writeThrottles();
let connected: ReturnType<typeof connect> | undefined;
=======
let ingest: IngestFunction | undefined;
>>>>>>> b6be3df (store, ingest, lambda: one time limit for every call of an invocation)

/**
 * Reads the log files that a notification names. The notification comes through the queue, or directly
 * from S3, SNS or EventBridge. Through the queue, each message succeeds or fails on its own.
 */
export async function handler(event: unknown, context: Context): Promise<SQSBatchResponse | undefined> {
<<<<<<< HEAD
  connected ??= connect(context.getRemainingTimeInMillis());
  const { coverage, watchedBuckets, ...parts } = connected;
  try {
    await coverage;
  } catch (cause) {
    connected = undefined; // The next invocation tries again.
    throw cause;
  }

  const auditTable = requiredVariable(ENVIRONMENT.auditTableName);
  const observer = ingestObserver(context, auditTable, watchedBuckets);
  const publishRisks = riskEventPublisher(process.env[ENVIRONMENT.riskEventBusName]);
  const milliseconds = Math.max(0, context.getRemainingTimeInMillis() - RESERVED_MILLISECONDS);
  const outOfTime = AbortSignal.timeout(milliseconds);
  setMaxListeners(0, outOfTime); // All files read side by side listen.
  const ingest: IngestContext = {
    ...parts,
    deadline: Date.now() + milliseconds,
    outOfTime,
    onStored: async ({ risky, oldestEventTime }) => {
      if (oldestEventTime !== undefined) observer.onStored(oldestEventTime);
      await publishRisks?.(risky);
    },
  };
  try {
    if (isSqsEvent(event)) return await ingestQueueMessages(event, ingest, observer);
    await ingestDirectly(event, ingest, observer);
    return undefined;
  } finally {
    observer.publish();
    for (const line of throttles.report(auditTable, Date.now())) console.log(line);
  }
=======
  ingest ??= new IngestFunction();
  return ingest.handle(event, context);
>>>>>>> b6be3df (store, ingest, lambda: one time limit for every call of an invocation)
}
