import type { Command } from 'commander';
import type { Outcome } from '../../audit/audit-record';
import type { ReadEvents } from '../../audit/least-privilege-policy';
import { AuditTrailError } from '../../errors';
import { escapedJson } from '../output/control-characters';
import { Ended, type Io, note, write } from '../output/io';
import { originalsReader } from '../output/originals-reader';
import { onceNoter } from '../output/page-notices';
import { command } from '../shell/command';
import { withAudit } from '../shell/connect';
import { EXIT } from '../shell/exit-code';
import { addFilterOptions, toQuery } from '../shell/filter-options';
import { addPlaceOptions, addTimeOptions, type PlaceOptions } from '../shell/options';

interface PolicyOptions extends PlaceOptions {
  includeDenied?: true;
}

const OPTIONS = [addPlaceOptions, addFilterOptions, addTimeOptions];

const EXAMPLES = [
  '--local ./audit --principal arn:aws:iam::111122223333:role/etl',
  '--local ./audit --principal arn:aws:iam::111122223333:role/etl --since 90d --include-denied',
];

export const policyCommand = (io: Io): Command =>
  command(
    'policy',
    'Print the least-privilege IAM policy for the calls that a principal made',
    OPTIONS,
    EXAMPLES,
  )
    .option('--include-denied', 'Also allow the calls that were denied')
    .action((options: PolicyOptions) => policy(io, options));

async function policy(io: Io, options: PolicyOptions): Promise<void> {
  const query = toQuery({ ...options });
  if (!query.principal)
    throw new AuditTrailError(
      'InvalidArgument',
      'Specify the principal that the policy is for: --principal ID.',
    );
  const outcome: Outcome[] = ['succeeded', ...(options.includeDenied ? (['denied'] as const) : [])];
  await withAudit(io, options, async ({ log }) => {
    const { leastPolicy } = await import('../../audit/least-privilege-policy');
    const { read, onOriginal } = originalsReader(log);
    const readEvents: ReadEvents = async (record) => {
      const originals = await read(record).catch(unlessNotKept);
      return originals.map((bytes) => JSON.parse(Buffer.from(bytes).toString()));
    };
    const notices: string[] = [];
    const onNotice = (notice: string) => void notices.push(notice);
    const least = await leastPolicy(log.search({ ...query, outcome }, { onNotice, onOriginal }), readEvents);
    await onceNoter(io)(notices);
    if (!least) {
      await note(
        io,
        'No matching calls to DynamoDB, DynamoDB Streams or DAX found, so there is nothing to allow.',
      );
      throw new Ended(EXIT.serviceRefused);
    }
    await write(
      io.stdout,
      `${JSON.stringify(least, undefined, 2).split('\n').map(escapedJson).join('\n')}\n`,
    );
  });
}

/** No bytes are kept of an event that was too large. The policy then allows everything the call can have done. */
function unlessNotKept(error: unknown): Uint8Array[] {
  if (error instanceof AuditTrailError && error.code === 'NotFound') return [];
  throw error;
}
