import { type Command, InvalidArgumentError, Option } from 'commander';
import type { AuditStatus } from '../../query/audit-status';
import { formatCount } from '../../query/format-count';
import { DEFAULT_SILENT_HOURS, MAXIMUM_SILENT_HOURS } from '../../query/limits';
import { jsonLine } from '../output/control-characters';
import { type Io, note, write } from '../output/io';
import { startProgressLines } from '../output/progress-lines';
import { formatStatus } from '../output/status';
import { command } from '../shell/command';
import { withAudit } from '../shell/connect';
import { addPlaceOptions, outputOption, type PlaceOptions } from '../shell/options';

interface StatusCommandOptions extends PlaceOptions {
  silentHours: number;
  output: 'table' | 'json';
}

const EXAMPLES = ['--local ./audit', '--stack Audit --silent-hours 6 --output json'];

const GUIDE = `
A place is an account and Region. It is silent if its last delivery is older than that of another place by
--silent-hours. On AWS the whole ledger table is read: docs/asking.md says what that costs. The queues are
read too, if you may call sqs:GetQueueAttributes.`;

export const statusCommand = (io: Io): Command =>
  command(
    'status',
    'Count log files and queued messages, and show the last file of each account and Region',
    [addPlaceOptions],
    EXAMPLES,
  )
    .addOption(
      new Option('--silent-hours <hours>', 'Hours without a delivery, while other places have some')
        .argParser(parseHours)
        .default(DEFAULT_SILENT_HOURS),
    )
    .addOption(outputOption(io, ['table', 'json'], 'json'))
    .addHelpText('after', GUIDE)
    .action((options: StatusCommandOptions) =>
      withAudit(io, options, async ({ log }) => {
        const { silentHours, output } = options;
        let entries = 0;
        const stopProgress = startProgressLines(
          io,
          () => `Looked at ${formatCount(entries)} entries of the ledger so far.`,
        );
        let status: AuditStatus;
        try {
          status = await log.status({
            silentHours,
            signal: io.signal,
            onProgress: (count) => {
              entries = count;
            },
          });
        } finally {
          stopProgress();
        }
        if (output === 'json') return write(io.stdout, `${jsonLine(status)}\n`);
        await write(io.stdout, await formatStatus(status, io));
        return note(io, status.notices.join('\n'));
      }),
    );

function parseHours(text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= MAXIMUM_SILENT_HOURS)
    return Number(text);
  throw new InvalidArgumentError(`It must be a whole number between 1 and ${MAXIMUM_SILENT_HOURS}.`);
}
