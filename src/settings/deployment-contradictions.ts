import type { DeploymentSettings } from './deployment-settings';

/** A setting that is allowed by itself, but not beside another. */
export interface Contradiction {
  readonly setting: keyof DeploymentSettings;
  readonly message: string;
}

/** SQS asks for six times the function's timeout, so that a slow invocation is not delivered twice. */
const VISIBILITY_TIMEOUTS_PER_FUNCTION_TIMEOUT = 6;

/** What DynamoDB gives a new on-demand table, and the least that can be asked for. */
const LEAST_WARM_READS = 12_000;
const LEAST_WARM_WRITES = 4000;

/** The shortest visibility timeout that does not hand a batch to a second invocation too early. */
export const leastVisibilityTimeout = ({
  functionTimeoutSeconds,
  batchWindowSeconds,
}: Pick<DeploymentSettings, 'functionTimeoutSeconds' | 'batchWindowSeconds'>): number =>
  VISIBILITY_TIMEOUTS_PER_FUNCTION_TIMEOUT * functionTimeoutSeconds + batchWindowSeconds;

const visibilityTimeout = (settings: DeploymentSettings): Contradiction[] => {
  const { visibilityTimeoutSeconds: given, functionTimeoutSeconds, batchWindowSeconds } = settings;
  const least = leastVisibilityTimeout(settings);
  if (given === undefined || given >= least) return [];
  const sum = `6 × functionTimeoutSeconds (${functionTimeoutSeconds}) + batchWindowSeconds (${batchWindowSeconds})`;
  return [
    { setting: 'visibilityTimeoutSeconds', message: `is ${given}: allowed is ${least} or more, ${sum}` },
  ];
};

const concurrency = ({ reservedConcurrency, maximumConcurrency }: DeploymentSettings): Contradiction[] => {
  if (reservedConcurrency === undefined || reservedConcurrency >= maximumConcurrency) return [];
  return [
    {
      setting: 'reservedConcurrency',
      message: `is ${reservedConcurrency}: allowed is maximumConcurrency (${maximumConcurrency}) or more, or messages are throttled into the dead-letter queue`,
    },
  ];
};

const newTrails = ({ sources }: DeploymentSettings): Contradiction[] =>
  sources.filter(({ type }) => type === 'newTrail').length > 1
    ? [{ setting: 'sources', message: 'hold more than one newTrail: allowed is one' }]
    : [];

const warmThroughput = ({ warmThroughput: warm }: DeploymentSettings): Contradiction[] => {
  if (!warm) return [];
  const { readUnitsPerSecond: reads, writeUnitsPerSecond: writes } = warm;
  if (reads >= LEAST_WARM_READS && writes >= LEAST_WARM_WRITES) return [];
  return [
    {
      setting: 'warmThroughput',
      message: `is ${reads} reads and ${writes} writes: allowed are ${LEAST_WARM_READS} reads and ${LEAST_WARM_WRITES} writes or more, what a new table has anyway`,
    },
  ];
};

const replicas = ({ replicas: given, encryptionKeyArn }: DeploymentSettings): Contradiction[] => {
  const regions = given.map(({ region }) => region);
  const repeated = regions.find((region, index) => regions.indexOf(region) !== index);
  const keyless = given.find((replica) => !replica.encryptionKeyArn)?.region;
  return [
    ...(repeated
      ? [{ setting: 'replicas' as const, message: `name ${repeated} twice: allowed is once` }]
      : []),
    ...(encryptionKeyArn && keyless
      ? [
          {
            setting: 'replicas' as const,
            message: `in ${keyless} have no encryptionKeyArn: with encryptionKeyArn set, every replica needs a key of its Region`,
          },
        ]
      : []),
  ];
};

/** What the checks of single values cannot say. */
export const findContradictions = (settings: DeploymentSettings): Contradiction[] =>
  [visibilityTimeout, concurrency, newTrails, warmThroughput, replicas].flatMap((check) => check(settings));
