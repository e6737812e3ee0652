import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { dataEvent } from '../../support/events';
import { timeoutFor } from '../../support/timeout';
import type { Bomb } from '../read-bomb';

jest.setTimeout(timeoutFor(20));

const LARGE_BYTES = 200_000_000;
const large = (start: string, repeated: string, end: string): Bomb => ({
  start,
  repeated,
  times: Math.ceil(LARGE_BYTES / Buffer.byteLength(repeated)),
  end,
  anyShape: true,
});

const event = JSON.stringify(dataEvent());
const held = JSON.stringify({ CloudTrailEvent: event });
const READ = {
  'an event a line': large('', `${event}\n`, ''),
  'lookup-events': large('{"Events":[', `${held},`, `${held}]}`),
};
const REFUSED = {
  'a string': large('{"Records":[{"a":"', 'aaaaaaaa', '"}]}'),
  brackets: large('', '{"a":', ''),
  'a document without a list': large('{"a":[', '0,', '0]}'),
};
const FILES = { ...READ, ...REFUSED };

describe('a file of 200 MB that is read with a heap of 128 MB', () => {
  let found: Record<string, { peak?: number }>;
  beforeAll(async () => {
    const program = ['--require', 'tsx/cjs', join(__dirname, '../read-bomb.ts'), JSON.stringify(FILES)];
    const { stdout } = await promisify(execFile)(process.execPath, ['--max-old-space-size=128', ...program], {
      cwd: join(__dirname, '../../..'),
    });
    found = JSON.parse(stdout);
  });

  it.each(Object.keys(READ))('of %s is read whole, with little memory outside of the heap', (name) => {
    const { times } = FILES[name as keyof typeof READ];
    expect(found[name]).toMatchObject({ rejectedCount: 0, otherServices: 0 });
    expect(found[name]).toHaveProperty('records', name === 'lookup-events' ? times + 1 : times);
    expect(found[name]?.peak).toBeLessThan(400);
  });

  it.each(Object.keys(REFUSED))('is refused where one value has all: %s', (name) => {
    expect(found[name]).toMatchObject({
      code: 'InvalidLogFile',
      message: expect.stringContaining('A single value has more than 2097152 bytes'),
    });
  });
});
