import { type Command, Option } from 'commander';
import { parseCopyId } from '../../audit/event-identity';
import { jsonRecord } from '../../audit/json-record';
import type { EventDiff } from '../../query/event-diff';
import { escapedJson, jsonLine } from '../output/control-characters';
import { formatDiff } from '../output/diff-sheet';
import { formatEvent } from '../output/event-sheet';
import { type Io, note, write } from '../output/io';
import { command } from '../shell/command';
import { withAudit } from '../shell/connect';
import { addEventPlaceOptions, type EventPlaceOptions, toEventPlace } from '../shell/event-place-options';
import { addPlaceOptions, outputOption, type PlaceOptions } from '../shell/options';

interface ShowOptions extends PlaceOptions, EventPlaceOptions {
  original?: true;
  diff?: true;
  output: 'table' | 'json';
}

const EXAMPLES = [
  '5e1f0000-0000-4000-8000-000000000001 --local ./audit',
  '5e1f0000-0000-4000-8000-000000000001 --local ./audit --original | jq .requestParameters',
  '5e1f0000-0000-4000-8000-000000000001 --local ./audit --diff',
  '5e1f0000-0000-4000-8000-000000000001 --stack Audit --since 2026-03-14T02:00Z --until 2026-03-14T03:00Z --table Music',
];

export const showCommand = (io: Io): Command =>
  command(
    'show',
    'Show one event: its record, its exact bytes, or what it changed',
    [addPlaceOptions, addEventPlaceOptions],
    EXAMPLES,
  )
    .argument('<event-id>', 'eventId of the event')
    .addOption(
      new Option(
        '--original',
        'Print the exact bytes of the event in its log file, one line for each variant',
      ),
    )
    .addOption(
      new Option(
        '--diff',
        'Compare the request parameters of a change, such as UpdateTable, with those of the one before it',
      ).conflicts('original'),
    )
    .addOption(outputOption(io, ['table', 'json'], 'json'))
    .action((eventId: string, options: ShowOptions) =>
      withAudit(io, options, async ({ log }) => {
        const place = toEventPlace(options);
        if (options.original) {
          await writeOriginals(io, await log.original(eventId, undefined, place));
          return;
        }
        if (options.diff) {
          await writeDiff(io, await log.diff(eventId, place), options.output);
          return;
        }
        const variants = await log.get(eventId, place);
        if (variants.length > 1) {
          await note(io, describeVariants(eventId, variants.length));
        }
        for (const record of variants) {
          await write(
            io.stdout,
            options.output === 'json' ? `${jsonLine(jsonRecord(record))}\n` : `${formatEvent(record)}\n`,
          );
        }
      }),
    );

async function writeDiff(io: Io, diff: EventDiff, output: ShowOptions['output']): Promise<void> {
  await write(io.stdout, output === 'json' ? `${jsonLine(diff)}\n` : formatDiff(diff));
  for (const notice of diff.notices) await note(io, notice);
}
/** Copies differ if the queries that they come from selected different columns. */
const describeVariants = (eventId: string, count: number): string =>
  parseCopyId(eventId) === undefined
    ? `${count} different events have the ID "${eventId}". At least one of them may be forged.`
    : `${count} different rows of queries have the ID "${eventId}". They may have different columns.`;

/** Writes the bytes unchanged, or with control characters escaped on a terminal, which JSON allows. */
async function writeOriginals(io: Io, originals: readonly Uint8Array[]): Promise<void> {
  for (const original of originals) {
    const shown = io.stdout.isTTY ? escapedJson(new TextDecoder().decode(original)) : original;
    await write(io.stdout, shown);
    if (io.stdout.isTTY || originals.length > 1) await write(io.stdout, '\n');
  }
}
