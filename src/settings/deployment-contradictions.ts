import type { DeploymentSettings } from './deployment-fields';

/** A setting whose value is valid alone, but not together with another setting. */
export interface Contradiction {
  readonly setting: keyof DeploymentSettings;
  readonly message: string;
}

/** AWS recommends six times the function timeout, so that a slow batch is not delivered twice. */
const VISIBILITY_TIMEOUTS_PER_FUNCTION_TIMEOUT = 6;

/** Warm throughput of a new on-demand table, which is also the minimum that can be requested. */
const MINIMUM_WARM_READS = 12_000;
const MINIMUM_WARM_WRITES = 4000;

/** The shortest visibility timeout, in seconds, that does not deliver a running batch again. */
export const minimumVisibilityTimeout = ({
  functionTimeoutSeconds,
  batchWindowSeconds,
}: Pick<DeploymentSettings, 'functionTimeoutSeconds' | 'batchWindowSeconds'>): number =>
  VISIBILITY_TIMEOUTS_PER_FUNCTION_TIMEOUT * functionTimeoutSeconds + batchWindowSeconds;

type Check = (settings: DeploymentSettings) => string | false | undefined;

const visibilityTimeout: Check = (settings) => {
  const { visibilityTimeoutSeconds: given, functionTimeoutSeconds, batchWindowSeconds } = settings;
  const minimum = minimumVisibilityTimeout(settings);
  return (
    given !== undefined &&
    given < minimum &&
    `must be at least ${minimum}, which is 6 × functionTimeoutSeconds (${functionTimeoutSeconds}) + batchWindowSeconds (${batchWindowSeconds}), but is ${given}`
  );
};

const concurrency: Check = ({ reservedConcurrency: given, maximumConcurrency }) =>
  given !== undefined &&
  given < maximumConcurrency &&
  `must be at least maximumConcurrency (${maximumConcurrency}), but is ${given}; otherwise throttled messages move to the dead-letter queue`;

const newTrails: Check = ({ sources }) => {
  const { length } = sources.filter(({ type }) => type === 'newTrail');
  return length > 1 && `contains ${length} newTrail entries; at most one is allowed`;
};

const lockBeyondExpiry: Check = ({ sources }) => {
  for (const source of sources) {
    if (source.type !== 'newTrail') continue;
    const { objectLockDays: locked = 0, expireDays: expire } = source;
    if (expire !== undefined && locked > expire) {
      return `has objectLockDays ${locked} and expireDays ${expire}, but a locked log file cannot expire; expireDays must be at least objectLockDays`;
    }
  }
  return undefined;
};

const warmThroughput: Check = ({ warmThroughput: warm }) => {
  if (!warm) return undefined;
  const { readUnitsPerSecond: reads, writeUnitsPerSecond: writes } = warm;
  return (
    (reads < MINIMUM_WARM_READS || writes < MINIMUM_WARM_WRITES) &&
    `must be at least ${MINIMUM_WARM_READS} reads and ${MINIMUM_WARM_WRITES} writes, which a new table has anyway, but is ${reads} reads and ${writes} writes`
  );
};

const sameTableName: Check = ({ auditTableName, ledgerTableName }) =>
  auditTableName !== undefined &&
  auditTableName === ledgerTableName &&
  `must differ from auditTableName, but both are ${ledgerTableName}`;

const repeatedReplica: Check = ({ replicas }) => {
  const regions = replicas.map(({ region }) => region);
  const repeated = regions.find((region, index) => regions.indexOf(region) !== index);
  return repeated !== undefined && `contains ${repeated} more than once`;
};

const replicaWithoutKey: Check = ({ replicas, encryptionKeyArn }) => {
  const keyless = encryptionKeyArn && replicas.find((replica) => !replica.encryptionKeyArn)?.region;
  return (
    keyless &&
    `has no encryptionKeyArn for ${keyless}; with encryptionKeyArn set, every replica needs a key of its Region`
  );
};

const detailWithoutActivity: Check = ({ dataEventDetail, activity }) =>
  dataEventDetail === 'activity' &&
  !activity &&
  'is activity, but activity is false; then nothing would be stored of routine data events. Set activity to true, or dataEventDetail to records';

const logFilesExpireFirst: Check = ({ dataEventDetail, sources, retentionDays }) => {
  if (dataEventDetail !== 'activity') return undefined;
  for (const source of sources) {
    if (source.type !== 'newTrail' || source.expireDays === undefined) continue;
    if (source.expireDays >= (retentionDays ?? Number.POSITIVE_INFINITY)) continue;
    const kept =
      retentionDays === undefined ? 'is not set, so the audit is kept forever' : `is ${retentionDays}`;
    return `is activity, but log files expire before the audit does: expireDays is ${source.expireDays}, and retentionDays ${kept}. Details of routine data events are read from the log files, so expireDays must be absent or at least retentionDays`;
  }
  return undefined;
};

const keyOfAnotherRegion: Check = ({ replicas }) => {
  for (const { region, encryptionKeyArn: key } of replicas) {
    const keyRegion = key?.split(':')[3];
    if (keyRegion === undefined || keyRegion === region || key?.includes('Token[')) continue;
    return `has for ${region} a key of ${keyRegion}; a replica needs a key of its own Region`;
  }
  return undefined;
};

const originalsWithoutApi: Check = ({ queryApi, queryApiOriginals }) =>
  queryApiOriginals &&
  !queryApi &&
  'is true, but queryApi is false, so no HTTP API is deployed that could read log files. Set queryApi to true, or use grantQuery with originals for readers of the tables';

/** All checks, each with the setting that its message is about. */
const CHECKS: readonly (readonly [setting: Contradiction['setting'], check: Check])[] = [
  ['visibilityTimeoutSeconds', visibilityTimeout],
  ['reservedConcurrency', concurrency],
  ['sources', newTrails],
  ['sources', lockBeyondExpiry],
  ['dataEventDetail', detailWithoutActivity],
  ['dataEventDetail', logFilesExpireFirst],
  ['queryApiOriginals', originalsWithoutApi],
  ['warmThroughput', warmThroughput],
  ['ledgerTableName', sameTableName],
  ['replicas', repeatedReplica],
  ['replicas', replicaWithoutKey],
  ['replicas', keyOfAnotherRegion],
];

/** Finds settings that contradict each other, which checks of single values cannot find. */
export const findContradictions = (settings: DeploymentSettings): Contradiction[] =>
  CHECKS.flatMap(([setting, check]) => {
    const message = check(settings);
    return message ? [{ setting, message }] : [];
  });
