import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { LAYOUT_VERSION, OPTIONAL_INDEX_NAMES } from '../../store/indexes';
import { ITEM_FORMAT } from '../../store/items/item-summary';
import { NOTHING_EXCLUDED } from '../../store/ledger/exclusions';
import { EVER, readIndexCoverage } from '../../store/ledger/index-coverage';
import { serviceFailure } from '../../store/service-failure';
import type { Coverage } from './coverage';

/** What every deployment holds, for one that has not recorded what it holds. */
const LEAST: Coverage = {
  dataEventIndexes: [],
  indexApplicationFailures: false,
  since: {},
  layoutVersion: LAYOUT_VERSION,
  format: ITEM_FORMAT,
  formatSince: EVER,
};
/** Nothing is missing from an empty table. */
const EVERYTHING: Coverage = {
  ...LEAST,
  dataEventIndexes: OPTIONAL_INDEX_NAMES,
  indexApplicationFailures: true,
  exclusions: [NOTHING_EXCLUDED],
};

/** Only a deployment changes what the indexes hold, so not every page has to ask. */
export const COVERAGE_REMEMBERED_MS = 60_000;

/** Knows what the indexes of a deployment hold, and reads it at most once a minute. */
export class CoverageCache {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #ledgerTableName: string;
  #known: { readonly until: number; readonly coverage: Coverage } | undefined;

  constructor(client: DynamoDBClient, tableName: string, ledgerTableName: string) {
    this.#client = client;
    this.#tableName = tableName;
    this.#ledgerTableName = ledgerTableName;
  }

  /** @throws AuditTrailError `ServiceFailed` */
  async get(): Promise<Coverage> {
    if (this.#known && Date.now() < this.#known.until) return this.#known.coverage;
    const coverage = await readIndexCoverage(this.#client, this.#ledgerTableName);
    if (!coverage) return (await this.#isTableEmpty()) ? EVERYTHING : LEAST;
    this.#known = { until: Date.now() + COVERAGE_REMEMBERED_MS, coverage };
    return coverage;
  }

  async #isTableEmpty(): Promise<boolean> {
    const command = new ScanCommand({ TableName: this.#tableName, Limit: 1 });
    const { Count } = await DynamoDBDocumentClient.from(this.#client)
      .send(command)
      .catch(serviceFailure(`Scan of ${this.#tableName}`));
    return Count === 0;
  }
}
