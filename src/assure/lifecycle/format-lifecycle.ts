import type { LifecycleEnd, LogFileLifecycle } from './log-file-lifecycle';

/** Says what lifecycle rules do with the log files of a source, as a sentence. */
export function formatLifecycle(found: LogFileLifecycle): string {
  const { place, state, reason, checkedAt } = found;
  if (state === 'unreadable') return `The lifecycle rules of ${place} are not readable: ${reason}.`;
  if (state === 'early') return formatEarly(found);
  return `No lifecycle rule deletes or archives log files of ${place} before the audit deletes their events (checked ${checkedAt}).`;
}

/** Says which rules end the reading of log files too early, and what that means. */
export function formatEarly({ place, ends = [], retentionDays }: LogFileLifecycle): string {
  const kept = retentionDays === undefined ? 'forever' : `for ${formatDays(retentionDays)}`;
  return (
    `In ${place}, ${ends.map(formatEnd).join(', and ')}, but the audit keeps events ${kept}. ` +
    'After that, events without a record of their own cannot be shown, only counted.'
  );
}

const formatDays = (days = 0): string => `${days} ${days === 1 ? 'day' : 'days'}`;

function formatEnd({ effect, rule, afterDays, on, prefix, storageClass }: LifecycleEnd): string {
  const what = prefix === undefined ? 'log files' : `log files in ${prefix}`;
  const does = effect === 'deleted' ? `deletes ${what}` : `moves ${what} to ${storageClass}`;
  return `lifecycle rule ${JSON.stringify(rule)} ${does} ${on === undefined ? `after ${formatDays(afterDays)}` : `on ${on}`}`;
}
