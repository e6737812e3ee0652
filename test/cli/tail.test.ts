import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ingestFiles } from '../../src/local/ingest/ingest-files';
import { ddbAudit, parseLines } from '../support/command-line';
import { type CloudTrailEvent, dataEvent, logFile } from '../support/events';
import { temporaryFolder } from '../support/temporary-folder';

const minutesAgo = (minutes: number) =>
  new Date(Date.now() - minutes * 60_000).toISOString().replace(/\.\d+/, '');

describe('ddb-audit tail', () => {
  const parent = temporaryFolder();
  const local = join(parent, 'data');
  let files = 0;

  const arrives = async (...events: CloudTrailEvent[]) => {
    files += 1;
    const path = join(parent, `${files}.json.gz`);
    writeFileSync(path, logFile(events));
    await ingestFiles(local, { files: [{ path, name: path }] });
  };

  /** Follows the audit; `printed` waits for a record, `stop` interrupts. */
  const follow = (...flags: string[]) => {
    const interruption = new AbortController();
    let output = '';
    const ended = ddbAudit(['tail', '--local', local, '--interval', '0.05', ...flags], {
      signal: interruption.signal,
      onOutput: (piece) => {
        output += piece;
      },
    });
    return {
      printed: async (event: CloudTrailEvent) => {
        while (!output.includes(event.eventID as string)) await sleep(10);
      },
      stop: () => {
        interruption.abort();
        return ended;
      },
    };
  };

  it('prints each record once, in the order of arrival, also those that come late', async () => {
    const [old, first, second, late] = [20, 9, 1, 5].map((minutes) =>
      dataEvent({ eventTime: minutesAgo(minutes) }),
    );
    await arrives(old!, first!);
    const tail = follow();
    await tail.printed(first!);
    await arrives(second!);
    await tail.printed(second!);
    await arrives(late!, first!);
    await tail.printed(late!);
    await sleep(200);
    const ran = await tail.stop();
    expect(parseLines(ran).map(({ eventId }) => eventId)).toEqual(
      [first, second, late].map((event) => event!.eventID),
    );
    expect(ran.exitCode).toBe(130);
  });

  it('prints records of any age that are added to a data folder, and none again when files are merged', async () => {
    const [first, ...others] = Array.from({ length: 18 }, (_, index) =>
      dataEvent({ eventTime: minutesAgo(300 + index * 5) }),
    );
    await arrives(first!);
    const tail = follow('--since', '7h');
    await tail.printed(first!);
    for (const event of others) {
      await arrives(event);
      await tail.printed(event);
    }
    await sleep(200);
    const { stdout } = await tail.stop();
    const ids = [first!, ...others].map(({ eventID }) => eventID);
    const printed = stdout.match(/(?<="eventId":")[^"]+/g)!;
    expect(printed.filter((id) => ids.includes(id))).toEqual(ids);
    expect(new Set(printed).size).toBe(printed.length);
  });

  it('prints each record once when the clock is set back meanwhile', async () => {
    const [before, after] = [4, 2].map((minutes) => dataEvent({ eventTime: minutesAgo(minutes) }));
    await arrives(before!);
    const tail = follow();
    await tail.printed(before!);
    const wrong = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 7_200_000);
    await arrives(after!);
    await tail.printed(after!);
    wrong.mockRestore();
    await sleep(200);
    const { stdout } = await tail.stop();
    const printed = stdout.match(/(?<="eventId":")[^"]+/g)!;
    expect(printed).toEqual(expect.arrayContaining([before!.eventID, after!.eventID]));
    expect(new Set(printed).size).toBe(printed.length);
  });

  it('begins where it is told and filters', async () => {
    const [read, written] = ['Scan', 'PutItem'].map((eventName) =>
      dataEvent({ eventName, eventTime: minutesAgo(90) }),
    );
    await arrives(read!, written!);
    const tail = follow('--since', '2h', '--access', 'write', '--output', 'csv');
    await tail.printed(written!);
    const { stdout } = await tail.stop();
    const [head, ...lines] = stdout.trimEnd().split('\r\n');
    expect(head).toMatch(/^eventId,/);
    expect(lines).toEqual([expect.stringContaining(written!.eventID as string)]);
  });

  it('begins at a local time with a time zone', async () => {
    const [before, after] = [150, 100].map((minutes) => dataEvent({ eventTime: minutesAgo(minutes) }));
    await arrives(before!, after!);
    const twoHoursAgo = new Date(Date.now() - 7_200_000);
    const since = twoHoursAgo.toLocaleString('sv-SE', { timeZone: 'Asia/Tokyo' });
    const tail = follow('--since', since, '--time-zone', 'Asia/Tokyo');
    await tail.printed(after!);
    const { stdout } = await tail.stop();
    expect(stdout).not.toContain(before!.eventID);
  });

  it('refuses a time zone that does not exist', async () => {
    const { stderr, exitCode } = await ddbAudit(['tail', '--local', local, '--time-zone', 'Tokio']);
    expect(exitCode).toBe(252);
    expect(stderr).toContain('timeZone must be an IANA time zone');
  });
});
