import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { MEANING_VERSION } from '../../audit/meaning-version';
import { AuditTrailError } from '../../errors';
import type { MeaningOptions } from '../../reindex/plan-event';
import { riskAssessor } from '../../rules/assess-risk';
import { parseIngestSettings } from '../../settings/ingest-settings';
import { type IndexCoverage, readIndexCoverage } from '../../store/ledger/index-coverage';
import { type RecordedMeaning, readMeaning } from '../../store/ledger/meaning';

/** What the deployed ingest function gives records, and what the indexes hold. */
export interface DeployedMeaning {
  readonly options: MeaningOptions;
  readonly coverage: IndexCoverage;
  /** All that the meaning depends on, as text. */
  readonly settings: string;
}

const wrong = (message: string) => new AuditTrailError('Configuration', message);

/**
 * Reads from the ledger what gives records their meaning, so that stored records get the same as new ones.
 * @param now epoch milliseconds. Functions with former settings must have ended then.
 * @throws AuditTrailError `NotFound` if nothing was ingested yet; `Configuration` if records are ingested by another
 * version; `ServiceFailed`
 */
export async function readDeployedMeaning(
  client: DynamoDBClient,
  ledgerTableName: string,
  now: number,
  signal: AbortSignal,
): Promise<DeployedMeaning> {
  const [coverage, meaning] = await Promise.all([
    readIndexCoverage(client, ledgerTableName, signal),
    readMeaning(client, ledgerTableName, signal),
  ]);
  if (!coverage) throw new AuditTrailError('NotFound', 'The audit is empty: nothing was ingested yet.');
  checkMeaning(meaning, ledgerTableName, now);
  const settings = parseIngestSettings(meaning.settings);
  const { guardedResources } = meaning;
  return {
    options: {
      classify: { assessRisk: riskAssessor({ ...settings, guardedResources }) },
      indexes: settings,
    },
    coverage,
    // With the time: after settings that were tried in between, all records must be looked at again.
    settings: JSON.stringify(meaning),
  };
}

function checkMeaning(
  meaning: RecordedMeaning | undefined,
  ledgerTableName: string,
  now: number,
): asserts meaning is RecordedMeaning {
  if (!meaning) {
    throw wrong(
      `Ledger table ${ledgerTableName} does not have the settings of the ingest function, because an older version ` +
        'was deployed. Deploy the stack again with this version. Run reindex after the function has ingested a log file.',
    );
  }
  if (meaning.meaningVersion !== MEANING_VERSION) {
    throw wrong(
      `The ingest function gives records meaning version ${meaning.meaningVersion}, but this ddb-audit has version ` +
        `${MEANING_VERSION}. Use the same version of both: deploy the stack again and run reindex after the function ` +
        'has ingested a log file, or install the ddb-audit of the deployed version.',
    );
  }
  if (now < Date.parse(meaning.since)) {
    throw wrong(
      `A function with former settings may still write records until ${meaning.since}. Run reindex after that time.`,
    );
  }
}
