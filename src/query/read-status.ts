import { type AuditStatus, StatusCollector } from './audit-status';
import type { AuditStore } from './audit-store';
import type { StatusOptions } from './files-answer';
import { checkBetween, DEFAULT_SILENT_HOURS, MAXIMUM_SILENT_HOURS } from './limits';
import { FILES_NOTICE } from './list-files';
import { readStatusCoverage } from './status-coverage';

const MORE_PLACES =
  'More than 10,000 accounts and Regions have files. The answer names the first 10,000 found.';

const NOT_CHECKED =
  'It is not known whether lifecycle rules keep the log files as long as the audit. With dataEventDetail activity, the ' +
  'assure function checks them every night.';

/** Reads the queues, the coverage and the whole ledger, and says what became of all log files. Throws as `AuditLog.status` does. */
export async function readStatus(
  store: AuditStore,
  {
    silentHours = DEFAULT_SILENT_HOURS,
    maximumSeconds = Number.POSITIVE_INFINITY,
    onProgress = () => {},
    signal,
  }: StatusOptions = {},
): Promise<AuditStatus> {
  checkBetween('silentHours', silentHours, MAXIMUM_SILENT_HOURS);
  const started = Date.now();
  const [queueReport, { coverage, unreferenced, notices: unknown }, lastBackfill, lifecycles] =
    await Promise.all([
      store.queues?.(signal),
      readStatusCoverage(store, started, signal),
      store.lastBackfill?.(signal),
      store.lifecycles?.(signal),
    ]);
  const { queues, notices: unread = [] } = queueReport ?? {};
  const collector = new StatusCollector(started, unreferenced);
  let entries = 0;
  let complete = true;
  let isOver = false;
  for await (const batch of store.files({ signal })) {
    if (isOver) {
      complete = false;
      break;
    }
    entries += batch.entries;
    for (const file of batch.files) collector.add(file);
    onProgress(entries);
    isOver = Date.now() - started >= maximumSeconds * 1_000;
  }
  const cut = `Stopped after ${maximumSeconds} seconds, so the counts are those of a part of the files.`;
  return {
    ...collector.finish(silentHours, complete, entries),
    ...(queues && { queues }),
    ...(lastBackfill && { lastBackfill }),
    ...(lifecycles && { lifecycles }),
    ...(coverage && { coverage }),
    notices: [
      ...(complete ? [] : [cut]),
      ...(collector.hasMorePlaces ? [MORE_PLACES] : []),
      ...unread,
      ...(lifecycles?.length === 0 ? [NOT_CHECKED] : []),
      ...unknown,
      FILES_NOTICE,
    ],
  };
}
