import type { Letter } from '../../assure/redrive/describe-letter';
import { AuditTrailError } from '../../errors';
import type { PlaceOptions } from '../shell/options';

export interface RedriveCommandOptions extends PlaceOptions {
  reason?: string;
  file?: string;
  all?: boolean;
  discard?: boolean;
  because?: string;
  limit: number;
  queueUrl?: string;
  deadLetterQueueUrl?: string;
  output: 'table' | 'json';
}

const usage = (message: string) => new AuditTrailError('InvalidArgument', message);

const MAXIMUM_BECAUSE = 500;

/**
 * Checks that the options belong together.
 * @throws AuditTrailError `InvalidArgument`
 */
export function checkRedriveOptions(options: RedriveCommandOptions): void {
  const { reason, file, all, discard, because, queueUrl, deadLetterQueueUrl } = options;
  const selectors = [reason, file, all].filter((value) => value !== undefined).length;
  if (selectors > 1) throw usage('Specify only one of --reason, --file and --all.');
  if (discard && selectors === 0) {
    throw usage('--discard needs --reason, --file or --all, to say which messages to discard.');
  }
  if (discard && !because?.trim()) {
    throw usage('--discard needs --because TEXT. The ledger keeps it as the reason for the gap.');
  }
  if (!discard && because !== undefined) throw usage('--because applies to --discard only.');
  if (because !== undefined && because.length > MAXIMUM_BECAUSE) {
    throw usage(`--because can have at most ${MAXIMUM_BECAUSE} characters, but has ${because.length}.`);
  }
  if ((queueUrl === undefined) !== (deadLetterQueueUrl === undefined)) {
    throw usage('Specify --queue-url and --dead-letter-queue-url together, or neither.');
  }
}

/** Which messages the options select; undefined if they select none. */
export function toSelector({
  reason,
  file,
  all,
}: RedriveCommandOptions): ((letter: Letter) => boolean) | undefined {
  if (all) return () => true;
  if (reason !== undefined) {
    const part = reason.toLowerCase();
    return (letter) => letter.reason.toLowerCase().includes(part);
  }
  if (file === undefined) return undefined;
  return ({ files }) =>
    files.some(({ file: { bucket, key } }) => file === key || file === `s3://${bucket}/${key}`);
}
