import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import type { DigestFinding, FileFinding } from '../src/assure/finding';
import { formatLifecycle } from '../src/assure/lifecycle/format-lifecycle';
import type { LogFileLifecycle } from '../src/assure/lifecycle/log-file-lifecycle';
import type { MetricName } from '../src/settings/metrics';
import { embeddedMetrics } from './embedded-metrics';
import { summarizeError } from './error-summary';

const logger = new Logger({ serviceName: 'dynamodb-audit-trail' });

type FoundObject = DigestFinding | FileFinding;

/** The metric that counts what was found. Other states are not faults, or not yet. */
const METRIC_BY_STATE: { readonly [State in FoundObject['state']]?: MetricName } = {
  invalid: 'DigestsInvalid',
  altered: 'FilesAltered',
  unreferenced: 'FilesUnreferenced',
};

const noFindings = (): Partial<Record<MetricName, number>> => ({
  ...{ DigestsInvalid: 0, FilesAltered: 0, FilesMissing: 0, FilesUnreferenced: 0 },
});

/** Observes one invocation of the assure function: a log line for each fault, one with all counts, and the metrics. */
export class AssureObserver {
  #metrics = noFindings();
  readonly #counts: Record<string, number> = {};

  constructor(
    context: Context,
    readonly auditTable: string,
  ) {
    logger.addContext(context);
  }

  /** Something that was found for the first time. */
  onFound({ kind, state, object, reason, account, region, day }: FoundObject): void {
    this.count(`${kind}:${state}`);
    if (reason === undefined) return;
    const isMissing = state === 'missing' && (kind === 'file' ? 'FilesMissing' : 'DigestsInvalid');
    const metric = isMissing || METRIC_BY_STATE[state];
    if (metric) this.add(metric, 1);
    const log = metric ? logger.error : logger.warn;
    log.call(logger, `${kind} ${state}`, { object, reason, account, region, day });
  }

  /** Files that are not ingested after everything was tried. */
  onLost(files: readonly FileFinding[]): void {
    this.add('FilesMissing', files.length);
    for (const { object, reason, account, region, day } of files.slice(0, 100)) {
      logger.error('file not ingested', { object, reason, account, region, day });
    }
  }

  /** Files of a place that are too many to be queued. */
  onTooMany(files: number, command: string): void {
    this.add('FilesMissing', files);
    logger.error('too many files to queue', { files, command });
  }

  /** What lifecycle rules do with the log files of a source. */
  onLifecycle(found: LogFileLifecycle): void {
    this.count(`lifecycle:${found.state}`);
    if (found.state !== 'kept') logger.warn('log files may not be kept', { reason: formatLifecycle(found) });
  }

  /** Why it is not known what trails log. */
  onTrailFailures(reasons: readonly string[]): void {
    for (const reason of reasons) logger.warn('trail not read', { reason });
  }

  count(what: string, number = 1): void {
    this.#counts[what] = (this.#counts[what] ?? 0) + number;
  }

  add(metric: MetricName, number: number): void {
    this.#metrics[metric] = (this.#metrics[metric] ?? 0) + number;
  }

  onFailedMessage(messageId: string, error: unknown): void {
    logger.error('message failed', { messageId, error: summarizeError(error) });
  }

  onOutsideOfSources(object: string): void {
    this.count('outsideOfSources');
    logger.warn('digest is not in a source', { object });
  }

  /**
   * Logs the metrics up to now if one of them raises an alarm. Called before findings are stored: a finding that is stored
   * is not found for the first time any more, so if the function were ended in between, its alarm would never go off.
   */
  publishFindings(): void {
    if (Object.values(this.#metrics).some((number) => number > 0)) this.#publishMetrics();
  }

  /** Logs the counts and the metrics of the invocation. */
  publish(): void {
    logger.info('assured', { counts: this.#counts });
    this.#publishMetrics();
  }

  #publishMetrics(): void {
    console.log(embeddedMetrics(this.auditTable, this.#metrics, Date.now()));
    this.#metrics = noFindings();
  }
}
