import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MEANING_VERSION } from '../../../src/audit/meaning-version';
import { PARQUET, sqlPath } from '../../../src/local/duckdb/sql-text';
import { toSegmentFile } from '../../../src/local/folder/check-file';
import { type LedgerPart, NO_CHANGE } from '../../../src/local/folder/commit';
import { CommitLog } from '../../../src/local/folder/commit-log';
import { hashToken } from '../../../src/local/folder/hash-token';
import { filterHas } from '../../../src/local/folder/token-filter';
import { ingestFiles } from '../../../src/local/ingest/ingest-files';
import { chooseSegments } from '../../../src/local/merge/choose-parts';
import { mergeFolder } from '../../../src/local/merge/merge-folder';
import { openLocalAudit } from '../../../src/local/open-local-audit';
import { readDataFolder } from '../../support/data-folder';
import { openTestDatabase } from '../../support/data-folders';
import { dataEvent, logFile } from '../../support/events';
import { temporaryFolder } from '../../support/temporary-folder';

const DAY = 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/14';

/** Times that no file order follows. */
const toTime = (index: number) => `2026-03-14T09:${String((index * 7) % 60).padStart(2, '0')}:00Z`;

describe('merging a data folder', () => {
  const parent = temporaryFolder();
  const ingest = async (dir: string, index: number) => {
    const path = join(parent, 'logs', DAY, `${index}.json.gz`);
    const event = dataEvent({ eventTime: toTime(index), sourceIPAddress: `198.51.100.${index}` });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, logFile([event]));
    await ingestFiles(dir, { files: [{ path, name: path }] });
    return event;
  };
  const ingestMany = async (dir: string, count: number) => {
    const events = [];
    for (let index = 0; index < count; index++) events.push(await ingest(dir, index));
    return events;
  };

  it('keeps names, which can be read beside those of segments that are not merged', async () => {
    const dir = join(parent, 'named');
    const listNames = async () => {
      const { log, close } = await openLocalAudit(dir);
      try {
        const { records } = await log.listPage('resources', { limit: 10 });
        return records.map(({ name }) => name);
      } finally {
        close();
      }
    };
    await ingestMany(dir, 17);
    expect(await listNames()).toEqual(['Music']);
    await ingest(dir, 17);
    expect((await readDataFolder(dir)).segments).toEqual([17, 1]);
    expect(await listNames()).toEqual(['Music']);
  });

  describe('with more than 16 small segments', () => {
    const dir = join(parent, 'many');
    let events: Awaited<ReturnType<typeof ingestMany>>;
    beforeAll(async () => {
      events = await ingestMany(dir, 17);
    });

    it('leaves one, with every event in the order of time', async () => {
      const { segments, rows, files } = await readDataFolder(dir);
      expect(segments).toEqual([17]);
      expect(rows.map(({ original }) => original)).toEqual(events);
      expect(files).toHaveLength(17);
      const [segment] = (await new CommitLog(dir).read()).segments.values();
      const times = events.map(({ eventTime }) => String(eventTime)).sort();
      expect(segment).toMatchObject({
        rows: 17,
        from: times[0],
        until: times.at(-1),
        meaningVersion: MEANING_VERSION,
      });
    });

    it('makes the filter of tokens anew', async () => {
      const [segment] = (await new CommitLog(dir).read()).segments.values();
      const filter = readFileSync(join(dir, segment!.tokens.path));
      const has = (kind: string, value: string) => filterHas(filter, hashToken(kind, value));
      for (const { eventID, sourceIPAddress } of events) {
        expect(has('eventId', String(eventID))).toBe(true);
        expect(has('sourceIp', String(sourceIPAddress))).toBe(true);
      }
      const absent = Array.from({ length: 300 }, (_, index) => has('eventId', `absent-${index}`));
      expect(absent.filter(Boolean).length).toBeLessThan(30);
    });

    it('merges the ledger, too', async () => {
      expect((await new CommitLog(dir).read()).ledgers.size).toBe(1);
    });

    it('does not store an event again that lies in a merged segment', async () => {
      const path = join(parent, 'again', DAY, 'again.json.gz');
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, logFile([events[3]!]));
      await ingestFiles(dir, { files: [{ path, name: path }] });
      expect((await readDataFolder(dir)).rows).toHaveLength(17);
    });
  });

  it('cuts large events into segments of 12 MiB', async () => {
    const dir = join(parent, 'large');
    const note = 'x'.repeat(100_000);
    for (let index = 0; index < 17; index++) {
      const path = join(parent, 'logs', DAY, `large-${index}.json.gz`);
      const events = Array.from({ length: 14 }, () =>
        dataEvent({ eventTime: toTime(index), requestParameters: { tableName: 'Music', note } }),
      );
      writeFileSync(path, logFile(events));
      await ingestFiles(dir, { files: [{ path, name: path }] });
    }
    const { segments } = await readDataFolder(dir);
    expect(segments).toHaveLength(2);
    expect(Math.max(...segments)).toBeLessThanOrEqual(126);
    expect(segments[0]! + segments[1]!).toBe(17 * 14);
  });

  it('merges a ledger of many files in parts, with each file once', async () => {
    const dir = join(parent, 'ledger');
    await ingestMany(dir, 1);
    const log = new CommitLog(dir);
    const state = await log.read();
    const [first] = state.ledgers.values();
    const { connection, close } = await openTestDatabase();
    const addLedgers: LedgerPart[] = [];
    for (const [index, status] of ['failed', 'done', 'failed'].entries()) {
      const path = `files/many-${index}.parquet`;
      await connection.run(
        `COPY (SELECT * REPLACE (number::VARCHAR AS key, '${status}' AS status)
         FROM read_parquet(${sqlPath(join(dir, first!.file.path))}), range(40_000) AS numbers(number))
         TO ${sqlPath(join(dir, path))} ${PARQUET}`,
      );
      addLedgers.push({ id: `many-${index}`, rows: 40_000, file: await toSegmentFile(dir, path) });
    }
    close();
    await log.append({ ...NO_CHANGE, addLedgers }, state);
    await mergeFolder(log, { wholeLedger: true });
    const parts = [...(await log.read()).ledgers.values()].map(({ rows }) => rows);
    expect(parts).toHaveLength(4);
    expect(parts.reduce((sum, rows) => sum + rows, 0)).toBe(40_001);
    const { files } = await readDataFolder(dir);
    expect(new Set(files.map(({ key }) => key)).size).toBe(40_001);
    expect(files.every(({ status }) => status === 'done')).toBe(true);
  });

  it('does no harm when several processes merge at once', async () => {
    const dir = join(parent, 'race');
    const events = await ingestMany(dir, 16);
    const path = join(parent, 'logs', DAY, 'last.json.gz');
    events.push(dataEvent());
    writeFileSync(path, logFile([events.at(-1)!]));
    await Promise.all([
      ingestFiles(dir, { files: [{ path, name: path }] }),
      ...Array.from({ length: 3 }, () => mergeFolder(new CommitLog(dir))),
    ]);
    await Promise.all(Array.from({ length: 3 }, () => mergeFolder(new CommitLog(dir))));
    expect((await readDataFolder(dir)).rows.map(({ eventId }) => eventId)).toEqual(
      events.map(({ eventID }) => eventID),
    );
  });
});

describe('what is merged', () => {
  const parts = (count: number, rows: number) =>
    Array.from({ length: count }, (_, index) => ({ rows, from: toTime(index) }));

  it.each([
    ['nothing of 16 small segments', parts(16, 10), 0],
    ['all of 17 small segments', parts(17, 10), 17],
    ['nothing of 64 segments of 8,192 rows', parts(64, 8_192), 0],
    ['all of 68 segments of 8,192 rows', parts(68, 8_192), 68],
    ['no large segment', parts(1_000, 32_768), 0],
  ])('is %s', (_, segments, expected) => {
    expect(chooseSegments(segments, ({ rows }) => rows).flat()).toHaveLength(expected);
  });

  it('is at most 131,072 rows at once, however many segments there are', () => {
    const groups = chooseSegments(parts(100, 8_192), ({ rows }) => rows);
    expect(groups.map(({ length }) => length)).toEqual([16, 16, 16, 16, 16, 16, 4]);
  });

  it('is no segment alone', () => {
    expect(chooseSegments(parts(97, 8_192), ({ rows }) => rows)).toHaveLength(6);
  });
});
