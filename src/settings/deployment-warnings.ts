import { OPERATIONS } from '../audit/find-operation';
import type { DeploymentSettings } from './deployment-fields';

/** Settings that are valid, but probably do not do what was intended. */
export interface SettingsWarning {
  /** Id to acknowledge the warning by. */
  readonly id: string;
  readonly message: string;
}

const OPERATION_NAMES = [...new Set(OPERATIONS.map(({ eventName }) => eventName))];

/** Number of single-letter insertions, deletions and replacements between two names. */
function editDistance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const replaced = previous[column - 1]! + (one[row - 1] === other[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[column]! + 1, current[column - 1]! + 1));
    }
    previous = current;
  }
  return previous[other.length]!;
}

/** The most similar operation, if it is similar enough to be what was meant. */
function findSimilarOperation(name: string): string | undefined {
  const [nearest] = OPERATION_NAMES.map((candidate) => ({
    candidate,
    distance: editDistance(name.toLowerCase(), candidate.toLowerCase()),
  })).sort((one, other) => one.distance - other.distance);
  return nearest && nearest.distance <= 3 ? nearest.candidate : undefined;
}

function unknownOperations({ excludeOperations }: DeploymentSettings): string | undefined {
  const unknown = excludeOperations.filter((name) => !OPERATION_NAMES.includes(name));
  if (unknown.length === 0) return undefined;
  const list = unknown.map((name) => {
    const similar = findSimilarOperation(name);
    return similar === undefined ? name : `${name} (did you mean ${similar}?)`;
  });
  return `excludeOperations contains operations that are not known in CloudTrail, so they exclude nothing: ${list.join(', ')}.`;
}

function unusedServiceReads({ sources }: DeploymentSettings): string | undefined {
  const unused = sources.some(
    (source) =>
      source.type === 'newTrail' && source.dataEvents === 'none' && source.excludeServiceReads !== false,
  );
  return unused
    ? 'excludeServiceReads has no effect, because dataEvents of the newTrail source is none.'
    : undefined;
}

function lockedUntilExpiry({ sources, removalPolicy }: DeploymentSettings): string | undefined {
  const locked = sources.find((source) => source.type === 'newTrail' && source.objectLockDays !== undefined);
  return locked && removalPolicy === 'destroy'
    ? 'removalPolicy is destroy, but objectLockDays is set: nobody can delete the trail bucket until the lock of its last log file ends.'
    : undefined;
}

/** Lifecycle rules of a bucket that the stack does not create are not known at synth. */
function logFilesMayExpire({
  dataEventDetail,
  sources,
  retentionDays,
}: DeploymentSettings): string | undefined {
  if (dataEventDetail !== 'activity') return undefined;
  const buckets = sources.flatMap((source) => (source.type === 'newTrail' ? [] : [source.bucketName]));
  if (buckets.length === 0) return undefined;
  const time =
    retentionDays === undefined
      ? ', because the audit is kept forever'
      : ` before they are ${retentionDays} days old`;
  return `dataEventDetail is activity, so details of routine data events are read from the log files. Check that no lifecycle rule deletes or archives the log files of ${[...new Set(buckets)].join(', ')}${time}. The audit reads the rules every night, and ddb-audit status names those that do.`;
}

const CHECKS: readonly (readonly [
  id: string,
  check: (settings: DeploymentSettings) => string | undefined,
])[] = [
  ['unknownOperation', unknownOperations],
  ['unusedServiceReads', unusedServiceReads],
  ['lockedBucket', lockedUntilExpiry],
  ['logFilesMayExpire', logFilesMayExpire],
];

/** Finds settings that are valid, but probably a mistake. */
export const findWarnings = (settings: DeploymentSettings): SettingsWarning[] =>
  CHECKS.flatMap(([id, check]) => {
    const message = check(settings);
    return message === undefined ? [] : [{ id, message }];
  });
