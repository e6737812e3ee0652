import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MEANING_VERSION } from '../../../src/audit/meaning-version';
import { type IngestOptions, ingestFiles } from '../../../src/local/ingest/ingest-files';
import { readDataFolder, toIdentity } from '../../support/data-folder';
import {
  type CloudTrailEvent,
  controlEvent,
  dataEvent,
  logFile,
  nextEventId,
  otherServiceEvent,
} from '../../support/events';
import { setMeaningVersion } from '../../support/older-segments';
import { temporaryFolder } from '../../support/temporary-folder';

const DAY = 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14';

/** Events that differ only in their ids. */
function manyEvents(count: number): CloudTrailEvent[] {
  const event = dataEvent();
  return Array.from({ length: count }, () => ({ ...event, eventID: nextEventId() }));
}

describe('ingesting files into a data folder', () => {
  const parent = temporaryFolder();
  let folders = 0;
  const newAudit = () => {
    folders += 1;
    const dir = join(parent, `data-${folders}`);
    const logs = join(parent, `logs-${folders}`);
    const place = (path: string, content: Buffer | string) => {
      mkdirSync(dirname(join(logs, path)), { recursive: true });
      writeFileSync(join(logs, path), content);
      return { path: join(logs, path), name: join(logs, path) };
    };
    return {
      dir,
      placeEvents: (path: string, events: readonly CloudTrailEvent[]) => place(path, logFile(events)),
      place,
      ingest: (files: readonly { path: string; name: string }[], options?: IngestOptions) =>
        ingestFiles(dir, { files }, options),
      read: () => readDataFolder(dir),
    };
  };

  it('stores each event with its original, and a ledger row for each file', async () => {
    const { placeEvents, ingest, read } = newAudit();
    const event = controlEvent();
    const { report } = await ingest([
      placeEvents(`${DAY}/a.json.gz`, [event, otherServiceEvent()]),
      placeEvents(`${DAY}/b.json.gz`, [otherServiceEvent()]),
    ]);
    expect(report.records).toMatchObject({ read: 3, otherServices: 2, audited: 1 });
    const { rows, files } = await read();
    expect(rows).toMatchObject([{ eventId: event.eventID, key: `${DAY}/a.json.gz`, original: event }]);
    expect(files).toMatchObject([
      {
        key: `${DAY}/a.json.gz`,
        status: 'done',
        audited: '1',
        gzipMembers: '1',
        tables: [expect.any(String)],
      },
      { key: `${DAY}/b.json.gz`, status: 'done', audited: '0', firstEventTime: null },
    ]);
  });

  it('keeps nothing of a file that was cut, except why it failed', async () => {
    const { dir, place, ingest, read } = newAudit();
    const events = manyEvents(9_000);
    const cut = logFile(events, { gzip: false }).subarray(0, -1);
    const { errors } = await ingest([place(`${DAY}/cut.json`, cut)]);
    expect(errors).toHaveLength(1);
    const { rows, files } = await read();
    expect(rows).toEqual([]);
    expect(files).toMatchObject([{ status: 'failed', error: expect.stringContaining('cut.json') }]);
    // It had filled a segment before it failed.
    expect(readdirSync(join(dir, 'events'))).toEqual([]);
  });

  it('stores a file that is larger than a segment in several', async () => {
    const { placeEvents, ingest, read } = newAudit();
    const events = manyEvents(9_000);
    await ingest([placeEvents(`${DAY}/large.json.gz`, events)]);
    const { rows, segments } = await read();
    expect(rows.map(({ eventId }) => eventId)).toEqual(events.map(({ eventID }) => eventID));
    expect(segments).toEqual([6_144, 2_856]);
  });

  it('does not read a file again', async () => {
    const { placeEvents, ingest, read } = newAudit();
    const file = placeEvents(`${DAY}/a.json.gz`, [dataEvent()]);
    await ingest([file]);
    const before = await read();
    await expect(ingest([file])).resolves.toMatchObject({ alreadyDone: 1, report: { files: { read: 0 } } });
    expect(await read()).toEqual(before);
  });

  it('reads a file again that changed, and keeps a ledger row for each content', async () => {
    const { placeEvents, ingest, read } = newAudit();
    const [first, second] = [dataEvent(), dataEvent()];
    await ingest([placeEvents(`${DAY}/a.json.gz`, [first])]);
    await ingest([placeEvents(`${DAY}/a.json.gz`, [first, second])]);
    const { rows, files } = await read();
    expect(rows.map(({ eventId }) => eventId)).toEqual([first.eventID, second.eventID]);
    expect(files.map(({ audited }) => audited).sort()).toEqual(['1', '2']);
  });

  it('warns of a log file that has other content than before, and not of one that was only copied', async () => {
    const { placeEvents, ingest } = newAudit();
    const [same, first, second] = [dataEvent(), dataEvent(), dataEvent()];
    const place = (events: readonly CloudTrailEvent[]) => [
      placeEvents(`${DAY}/same.json.gz`, [same]),
      placeEvents(`${DAY}/a.json.gz`, events),
      placeEvents('loose.json.gz', events),
    ];
    const before = await ingest(place([first]));
    const after = await ingest(place([second]), { again: true });
    expect([before.warnings, after.warnings]).toEqual([
      [],
      [{ file: expect.stringContaining('a.json.gz'), reason: expect.stringContaining('other content') }],
    ]);
  });

  it('keeps how the bytes of a log file ended, and warns of padding', async () => {
    const { place, ingest, read } = newAudit();
    const padded = Buffer.concat([logFile([dataEvent()]), Buffer.alloc(9)]);
    const { warnings } = await ingest([place(`${DAY}/padded.json.gz`, padded)]);
    expect(warnings).toMatchObject([
      { reason: 'has 9 zero bytes after its gzip data; CloudTrail writes none' },
    ]);
    expect((await read()).files).toMatchObject([{ gzipMembers: '1', paddingBytes: '9' }]);
  });

  it.each([
    ['at once', true],
    ['one after the other', false],
  ])('stores the same event from two files once: %s', async (_, together) => {
    const { placeEvents, ingest, read } = newAudit();
    const [both, one, other] = [dataEvent(), dataEvent(), dataEvent()];
    const files = [
      placeEvents(`${DAY}/a.json.gz`, [both, one]),
      placeEvents(`${DAY}/b.json.gz`, [other, both]),
    ];
    if (together) await ingest(files);
    else for (const file of files) await ingest([file]);
    const { rows, files: ledger } = await read();
    expect(rows.map(({ eventId }) => eventId)).toEqual([both.eventID, one.eventID, other.eventID]);
    expect(ledger.map(({ audited }) => audited)).toEqual(['2', '2']);
  });

  it('stores the same event from two large files once', async () => {
    const { placeEvents, ingest, read } = newAudit();
    const events = manyEvents(8_200);
    const further = dataEvent();
    await ingest([
      placeEvents(`${DAY}/a.json.gz`, events),
      placeEvents(`${DAY}/b.json.gz`, [...events.slice(1_000), further]),
    ]);
    const { rows } = await read();
    expect(rows.map(({ eventId }) => eventId)).toEqual([...events, further].map(({ eventID }) => eventID));
  });

  it('keeps variants of an event: the same id with another content', async () => {
    const { placeEvents, ingest, read } = newAudit();
    const event = dataEvent();
    await ingest([placeEvents(`${DAY}/a.json.gz`, [event])]);
    await ingest([placeEvents(`${DAY}/b.json.gz`, [{ ...event, sourceIPAddress: '198.51.100.7' }])]);
    const { rows } = await read();
    expect(rows.map(({ eventId }) => eventId)).toEqual([event.eventID, event.eventID]);
  });

  it('counts a row of a query as a duplicate if its event is stored, in whatever order files are named', async () => {
    const { place, placeEvents, ingest, read } = newAudit();
    const [stored, missing] = [controlEvent(), controlEvent()];
    const lake = place(
      'lake.json',
      JSON.stringify([stored, missing].map((event) => ({ eventJson: JSON.stringify(event) }))),
    );
    const { report } = await ingest([lake, placeEvents(`${DAY}/a.json.gz`, [stored])]);
    expect(report.records).toMatchObject({ read: 3, audited: 2, duplicates: 1 });
    const { rows, files } = await read();
    expect(rows).toHaveLength(2);
    expect(files.map(({ audited, duplicates }) => [audited, duplicates])).toEqual(
      expect.arrayContaining([
        ['1', '0'],
        ['1', '1'],
      ]),
    );
  });

  it('stores each event once when several ingests run at once', async () => {
    const { placeEvents, ingest, read } = newAudit();
    const shared = Array.from({ length: 20 }, () => dataEvent());
    const others = Array.from({ length: 4 }, () => dataEvent());
    await Promise.all(
      others.map((other, index) => ingest([placeEvents(`${DAY}/${index}.json.gz`, [...shared, other])])),
    );
    const { rows } = await read();
    expect(rows.map(({ eventId }) => eventId)).toEqual([...shared, ...others].map(({ eventID }) => eventID));
    expect(new Set(rows.map(toIdentity)).size).toBe(24);
  });

  it('has one ledger row for a file that several ingests read at once', async () => {
    const { placeEvents, ingest, read } = newAudit();
    const files = [1, 2, 3].map((index) => placeEvents(`${DAY}/${index}.json.gz`, [dataEvent()]));
    await Promise.all([ingest(files), ingest(files), ingest(files)]);
    const { rows, files: ledger } = await read();
    expect(rows).toHaveLength(3);
    expect(ledger.map(({ key }) => key)).toEqual([1, 2, 3].map((index) => `${DAY}/${index}.json.gz`));
  });

  it('commits what was read when it is interrupted, and goes on the next time', async () => {
    const { placeEvents, ingest, read } = newAudit();
    const files = Array.from({ length: 6 }, (_, index) =>
      placeEvents(`${DAY}/${index}.json.gz`, [dataEvent()]),
    );
    const interruption = new AbortController();
    let read3 = 0;
    const onBytes = () => {
      read3 += 1;
      if (read3 === 3) interruption.abort();
    };
    const first = await ingest(files, { signal: interruption.signal, onBytes });
    expect(first.report.files.read).toBeGreaterThan(0);
    expect(first.report.files.read).toBeLessThan(6);
    expect((await read()).rows).toHaveLength(first.report.files.read);
    await expect(ingest(files)).resolves.toMatchObject({ alreadyDone: first.report.files.read });
    expect((await read()).rows).toHaveLength(6);
  });

  it('reads files again when told to, and stores nothing twice', async () => {
    const { placeEvents, ingest, read } = newAudit();
    const files = [placeEvents(`${DAY}/a.json.gz`, [dataEvent(), dataEvent()])];
    await ingest(files);
    const before = await read();
    const { report, alreadyDone } = await ingest(files, { again: true });
    expect({ read: report.files.read, alreadyDone }).toEqual({ read: 1, alreadyDone: 0 });
    const after = await read();
    expect(after.rows).toEqual(before.rows);
    expect(after.files).toHaveLength(1);
  });

  it('replaces rows of an older meaning, and keeps the others of their segment', async () => {
    const { dir, placeEvents, ingest, read } = newAudit();
    const [one, two, other] = [dataEvent(), dataEvent(), dataEvent()];
    const file = placeEvents(`${DAY}/a.json.gz`, [one, two]);
    await ingest([file, placeEvents(`${DAY}/b.json.gz`, [other])]);
    await setMeaningVersion(dir, 0);
    await ingest([file], { again: true });
    const { rows } = await read();
    expect(rows.map(({ eventId, meaningVersion }) => [eventId, meaningVersion])).toEqual([
      [one.eventID, MEANING_VERSION],
      [two.eventID, MEANING_VERSION],
      [other.eventID, 0],
    ]);
    expect(rows.map(({ original }) => original)).toEqual([one, two, other]);
  });

  it('lets only this user read the folder', async () => {
    const { dir, placeEvents, ingest } = newAudit();
    await ingest([placeEvents(`${DAY}/a.json.gz`, [dataEvent()])]);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(dir, { recursive: true })) {
      expect(statSync(join(dir, String(name))).mode & 0o077).toBe(0);
    }
  });
});
