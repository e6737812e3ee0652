import { type Command, InvalidArgumentError, Option } from 'commander';
import { createColors } from 'picocolors';
import { jsonRecord } from '../../audit/json-record';
import type { Around, AroundRecord } from '../../query/around-answer';
import { DEFAULT_AROUND_MINUTES, MAXIMUM_AROUND_MINUTES } from '../../query/limits';
import { jsonLine } from '../output/control-characters';
import { type Io, note, write } from '../output/io';
import { RECORD_COLUMNS } from '../output/record-columns';
import { TableLayout } from '../output/table';
import {
  addTableOptions,
  chooseColumns,
  type NamedColumn,
  noteHidden,
  type TableOptions,
} from '../output/table-options';
import { wantsColour } from '../shell/colour';
import { command } from '../shell/command';
import { withAudit } from '../shell/connect';
import { addEventPlaceOptions, type EventPlaceOptions, toEventPlace } from '../shell/event-place-options';
import { addPlaceOptions, outputOption, type PlaceOptions } from '../shell/options';

interface AroundOptions extends PlaceOptions, EventPlaceOptions, TableOptions {
  minutes: number;
  output: 'table' | 'json' | 'ndjson';
  color?: boolean;
}

const WHY = { name: 'why', head: 'WHY', minimum: 9, hideOrder: 5 } as const satisfies NamedColumn;
const COLUMNS = [...RECORD_COLUMNS, WHY];

const EXAMPLES = [
  '5e1f0000-0000-4000-8000-000000000001 --local ./audit',
  '5e1f0000-0000-4000-8000-000000000001 --local ./audit --minutes 60 --output json | jq .leftOut',
];

export const aroundCommand = (io: Io): Command =>
  command(
    'around',
    'Find what happened around an event: same principal, access key, address or tables',
    [addPlaceOptions, addEventPlaceOptions, addTableOptions(COLUMNS)],
    EXAMPLES,
  )
    .argument('<event-id>', 'eventId of the event')
    .addOption(
      new Option('--minutes <count>', 'Minutes to search before the event, and after it')
        .argParser(parseMinutes)
        .default(DEFAULT_AROUND_MINUTES),
    )
    .addOption(outputOption(io, ['table', 'json', 'ndjson'], 'ndjson'))
    .action((eventId: string, options: AroundOptions) =>
      withAudit(io, options, async ({ log }) => {
        const around = await log.around(eventId, { ...toEventPlace(options), minutes: options.minutes });
        await PRINT[options.output](io, around, options);
      }),
    );

function parseMinutes(text: string): number {
  if (/^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= MAXIMUM_AROUND_MINUTES)
    return Number(text);
  throw new InvalidArgumentError(`It must be a whole number between 1 and ${MAXIMUM_AROUND_MINUTES}.`);
}

const PRINT: Readonly<
  Record<AroundOptions['output'], (io: Io, around: Around, options: AroundOptions) => Promise<void>>
> = {
  json: (io, around) =>
    write(io.stdout, `${jsonLine({ ...around, records: around.records.map(jsonRecord) })}\n`),
  ndjson: async (io, around) => {
    for (const record of around.records) await write(io.stdout, `${jsonLine(jsonRecord(record))}\n`);
    await noteSearched(io, around);
  },
  table: async (io, around, options) => {
    const paints = createColors(wantsColour(io, options));
    const { columns, width } = chooseColumns<NamedColumn>(io, COLUMNS, options);
    const layout = new TableLayout(columns, width);
    const rows = around.records.map((record) =>
      columns.map(({ name }) => {
        const column = RECORD_COLUMNS.find((one) => one.name === name);
        return column ? column.toCell(record, paints) : { text: formatReasons(record, around) };
      }),
    );
    await write(io.stdout, layout.format(rows));
    await noteHidden(io, layout.hidden);
    await noteSearched(io, around);
  },
};

const formatReasons = ({ eventId, reasons }: AroundRecord, around: Around): string =>
  eventId === around.eventId ? 'this event' : reasons.join(', ');

async function noteSearched(io: Io, { since, until, leftOut, searched }: Around): Promise<void> {
  const reasons = searched.map(({ reason }) => reason).join(', ');
  await note(io, `Searched between ${since} and ${until} by ${reasons}.`);
  for (const sentence of leftOut) await note(io, `Left out: ${sentence}`);
}
