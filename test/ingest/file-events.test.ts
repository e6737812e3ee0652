import type { AuditedEvent } from '../../src/audit/audit-record';
import { type FileEventOptions, fileEventReader } from '../../src/ingest/file-events';
import { readAnyShape } from '../../src/trail/shapes/read-any-shape';
import { dataEvent, logFile } from '../support/events';
import { inPieces } from '../support/log-files';

const OPTIONS: FileEventOptions = {
  classify: {},
  exclusion: ({ eventName }) => (eventName === 'Scan' ? 'operation' : undefined),
  maximumInflatedBytes: 2 ** 20,
};

/** What a new reader answers, and the ids of the events that it passes on. */
async function answerOf(
  read: (
    reader: ReturnType<typeof fileEventReader>,
    onEvent: (event: AuditedEvent) => void,
  ) => ReturnType<ReturnType<typeof fileEventReader>['readWhole']>,
  options: Partial<FileEventOptions> = {},
) {
  const ids: string[] = [];
  const reader = fileEventReader({ ...OPTIONS, ...options });
  const findings = await read(reader, ({ record }) => void ids.push(record.eventId));
  return { ids, findings };
}

const music = dataEvent({ eventID: 'one' });
const events = [
  music,
  dataEvent({ eventID: 'two', eventName: 'Scan' }),
  dataEvent({ eventID: 'three', eventTime: 'yesterday' }),
  music,
  dataEvent({ eventID: 'four', eventSource: 's3.amazonaws.com' }),
  dataEvent({ eventID: 'five' }),
];

it('accounts for every record of a file', async () => {
  const { ids, findings } = await answerOf((reader, onEvent) => reader.readWhole(logFile(events), onEvent));
  expect(ids).toEqual(['one', 'five']);
  expect(findings.counts).toEqual({
    read: 6,
    otherServices: 1,
    excluded: 1,
    duplicates: 1,
    audited: 2,
    rejected: 1,
    recorded: 2,
    summarized: 0,
  });
  expect(findings.rejected).toEqual([{ index: 2, reason: expect.stringContaining('eventTime') }]);
});

it.each([
  ['that CloudTrail delivered', {}, logFile(events)],
  [
    'of any shape',
    { readEvents: readAnyShape },
    Buffer.from(events.map((event) => JSON.stringify(event)).join('\n')),
  ],
])('reads a file %s whole as it reads it in pieces', async (_, options, file) => {
  const whole = await answerOf((reader, onEvent) => reader.readWhole(file, onEvent), options);
  const streamed = await answerOf((reader, onEvent) => reader.read(inPieces(file, 100), onEvent), options);
  expect(whole).toEqual(streamed);
  expect(whole.ids).toEqual(['one', 'five']);
});
