import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context, SQSBatchResponse } from 'aws-lambda';
import { parseTask } from '../src/assure/assure-message';
import { createListPublicKeys } from '../src/assure/aws/list-public-keys';
import { keepListed, keptPublicKeys, rememberedKeys } from '../src/assure/kept-keys';
import { listedPublicKeys, publicKeysInTurn } from '../src/assure/public-keys';
import { isSqsEvent } from '../src/ingest/messages';
import { createCoverageLedger } from '../src/store/ledger/coverage-ledger';
import { createHealingLedger } from '../src/store/ledger/healing';
import { createKeyLedger } from '../src/store/ledger/public-keys';
import { createTrailLedger } from '../src/store/ledger/trails';
import { readAssureEnvironment } from './assure-environment';
import { Healing } from './assure-healing';
import { takeMessages } from './assure-messages';
import { AssureObserver } from './assure-observer';
import type { AssureParts } from './assure-parts';
import { runTask } from './assure-tasks';
import { functionCredentials } from './function-credentials';
import { InvocationTime } from './invocation-time';
import { queueSender } from './queue-sender';
import { sourceAccess } from './source-access';

/** AWS answers within milliseconds. A request without an answer after this time is sent again. */
const ANSWER_MILLISECONDS = 10_000;

const CLIENT = {
  credentials: functionCredentials,
  requestHandler: { requestTimeout: ANSWER_MILLISECONDS, throwOnRequestTimeout: true },
};

/** The assure function in one execution environment, with the clients that its invocations share. */
export class AssureFunction {
  readonly #environment = readAssureEnvironment();
  readonly #dynamodb = new DynamoDBClient(CLIENT);
  readonly #send = queueSender();
  readonly #access = sourceAccess(this.#environment.sources);
  readonly #coverage = createCoverageLedger(this.#dynamodb, this.#environment.ledgerTable, {
    retentionDays: this.#environment.settings.retentionDays,
  });
  readonly #healing = new Healing({
    ledger: createHealingLedger(this.#dynamodb, this.#environment.ledgerTable),
    send: this.#send,
    assuranceQueueUrl: this.#environment.assuranceQueueUrl,
    ingestQueueUrl: this.#environment.ingestQueueUrl,
  });
  readonly #histories = createTrailLedger(this.#dynamodb, this.#environment.ledgerTable);
  /** Sends to CloudTrail with what a client of S3 has. */
  readonly #cloudTrail = new S3Client(CLIENT);
  readonly #keyLedger = createKeyLedger(this.#dynamodb, this.#environment.ledgerTable);
  readonly #keptKeys = rememberedKeys(keptPublicKeys(this.#keyLedger));
  readonly #listKeys = keepListed(
    createListPublicKeys(this.#cloudTrail, process.env.AWS_ENDPOINT_URL_CLOUDTRAIL),
    this.#keyLedger,
  );

  /** Handles messages of the assurance queue, or a task of a schedule. */
  async handle(event: unknown, context: Context): Promise<SQSBatchResponse | undefined> {
    const time = new InvocationTime(context.getRemainingTimeInMillis());
    const observer = new AssureObserver(context, this.#environment.auditTable);
    const parts = this.#connect(time.workSignal, observer, context);
    try {
      if (isSqsEvent(event)) return await takeMessages(event, parts);
      await runTask(parseTask(event), context.awsRequestId, parts);
      return undefined;
    } finally {
      time.end();
      observer.publish();
    }
  }

  #connect(signal: AbortSignal, observer: AssureObserver, context: Context): AssureParts {
    const { auditTable, ledgerTable, assuranceQueueUrl, trail, ownTraffic, settings } = this.#environment;
    let undigested: ReturnType<AssureParts['undigestedTrails']> | undefined;
    return {
      ...{ signal, observer, ledgerTable, assuranceQueueUrl, settings },
      dynamodb: this.#dynamodb,
      coverage: this.#coverage,
      access: this.#access,
      healing: this.#healing,
      trails: {
        histories: this.#histories,
        own: trail,
        ownTraffic,
        client: this.#cloudTrail,
        accountId: context.invokedFunctionArn.split(':')[4] ?? '',
        tables: { client: this.#dynamodb, tableName: auditTable, ledgerTableName: ledgerTable },
      },
      send: this.#send,
      undigestedTrails: () => {
        undigested ??= this.#histories.readUndigested(signal);
        return undigested;
      },
      // What could not be listed in one invocation is tried again in the next.
      keys: publicKeysInTurn(this.#keptKeys, listedPublicKeys(this.#listKeys)),
    };
  }
}
