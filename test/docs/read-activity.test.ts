import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ActivityCollector } from '../../src/activity/activity-collector';
import { decodeContent } from '../../src/activity/stored-content';
import { Tokenizer } from '../../src/activity/tokens';
import { MEANING_VERSION } from '../../src/audit/meaning-version';
import { SALT } from '../support/activity';
import { toAuditedEvent } from '../support/audited';
import { dataEvent, identities, streamEvent } from '../support/events';

const document = readFileSync(join(__dirname, '..', '..', 'docs', 'data-model.md'), 'utf8');

/** The values of a row in the list of positions. */
function positions(name: string): string[] {
  const [, row = ''] = new RegExp(`^\\| ${name} \\| (.+) \\|$`, 'm').exec(document) ?? [];
  return row.split(', ').map((value) => value.replaceAll('`', ''));
}

/** Reads an entry by what the document says, with nothing of the program. */
class DocumentedReader {
  #at = 0;
  #own: string[] = [];
  constructor(readonly data: Buffer) {}

  number(): number {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = this.data[this.#at++];
      if (byte === undefined) throw new Error('The entry ends within a number.');
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  }
  list<Value>(read: () => Value): Value[] {
    return Array.from({ length: this.number() }, read);
  }
  text(position = this.number()): string {
    return position < 64 ? positions('Common text')[position]! : this.#own[position - 64]!;
  }
  take(length: number): Buffer {
    this.#at += length;
    return this.data.subarray(this.#at - length, this.#at);
  }

  read() {
    const [version, meaningVersion] = [this.number(), this.number()];
    let before = Buffer.from('arn:aws:iam::111122223333:');
    const principals = this.list(() => {
      before = Buffer.concat([before.subarray(0, this.number()), this.take(this.number())]);
      return before.toString();
    });
    this.#own = this.list(() => this.take(this.number()).toString());
    const kind = () => positions('Kind')[this.number()];
    const calls = this.list(() => {
      const eventName = this.text();
      const operation = this.number();
      const bits = this.number();
      const keys = this.list(() => ({ otherwise: kind(), attributes: this.list(() => this.text()) }));
      return {
        eventName,
        service: positions('Service')[operation >> 4],
        access: positions('Access')[operation % 16],
        touch: { keys, kinds: positions('Kind').filter((_, position) => bits & (1 << position)) },
      };
    });
    let principal: string | undefined;
    const groups = this.list(() => {
      const bits = this.number();
      if (bits & 1) principal = principals.shift();
      const call = calls[this.number()];
      const outcome = bits & 4 ? positions('Outcome')[this.number()] : 'succeeded';
      const error = bits & 4 ? this.number() : 0;
      const first = this.number();
      const last = bits & 8 ? first + this.number() : first;
      const count = bits & 8 ? this.number() : 1;
      const recorded = bits & 16 ? this.number() : count;
      return {
        principal,
        ...call,
        outcome,
        errorCode: error === 0 ? undefined : this.text(error - 1),
        home: (bits & 2) !== 0,
        first,
        last,
        events: new Array<number>(count).fill(0),
        recorded,
        isCapped: (bits & 32) !== 0,
      };
    });
    const [tokens, seed, logarithm, segments] = [this.number(), this.number(), this.number(), this.number()];
    const slots = this.take((segments + 2) * 2 ** logarithm);
    for (const { events } of groups)
      for (const index of events.keys()) events[index] = this.take(6).readUIntBE(0, 6);
    return {
      version,
      meaningVersion,
      groups,
      filter: { tokens, seed, logarithm, segments, slots },
      left: this.data.length - this.#at,
    };
  }
}

const WORD = 2n ** 32n;
function mix(value: bigint): bigint {
  let mixed = value % WORD;
  mixed = ((mixed ^ (mixed >> 16n)) * 0x85ebca6bn) % WORD;
  mixed = ((mixed ^ (mixed >> 13n)) * 0xc2b2ae35n) % WORD;
  return mixed ^ (mixed >> 16n);
}

/** Whether a filter contains a value, by what the document says. */
function contains(
  filter: ReturnType<DocumentedReader['read']>['filter'],
  letter: string,
  value: string,
): boolean {
  const token = BigInt(
    `0x${createHash('sha256')
      .update(SALT + letter + value)
      .digest('hex')
      .slice(0, 12)}`,
  );
  const [low, middle, high] = [token & 0xffffn, (token >> 16n) & 0xffffn, token >> 32n];
  const seed = BigInt(filter.seed);
  const a = mix(((middle << 16n) | low) ^ mix(high + seed * 0x9e3779b9n));
  const b = mix(((high << 16n) | middle) ^ mix(low + seed * 0x85ebca77n + 1n));
  const length = 2n ** BigInt(filter.logarithm);
  const first = (a * BigInt(filter.segments) * length) / WORD;
  const slots = [first, (first + length) ^ (b % length), (first + 2n * length) ^ ((b >> 16n) % length)];
  return slots.reduce((sum, slot) => sum ^ filter.slots[Number(slot)]!, 0) === Number(a & 0xffn);
}

describe('docs/data-model.md', () => {
  const collector = new ActivityCollector(new Tokenizer(SALT));
  const events = [
    ...Array.from({ length: 200 }, (_, number) =>
      dataEvent({
        requestParameters: { tableName: 'Music', key: { Artist: `artist ${number}`, Year: number } },
      }),
    ),
    dataEvent({ eventName: 'Scan', requestParameters: {}, errorCode: 'AccessDenied', errorMessage: 'no' }),
    dataEvent({ userIdentity: identities.iamUser('zoe'), eventName: 'FutureCall' }),
    streamEvent(),
  ];
  for (const event of events) collector.add(toAuditedEvent(event), event);
  const [entry] = collector.finish().entries;
  const documented = new DocumentedReader(Buffer.from(entry!.bytes)).read();

  it('describes the bytes of an activity entry', () => {
    expect(documented).toMatchObject({ version: 2, meaningVersion: MEANING_VERSION, left: 0 });
    expect(documented.groups).toHaveLength(4);
    expect(documented.groups).toEqual(decodeContent(entry!.table, entry!.bytes).groups);
  });

  it('describes how to look a token up', () => {
    const missed = Array.from({ length: 200 }, (_, number) => number).filter(
      (number) =>
        !contains(documented.filter, 'i', `["Artist","artist ${number}"]`) ||
        !contains(documented.filter, 'i', `["Year",${number}]`),
    );
    expect(missed).toEqual([]);
    expect(contains(documented.filter, 'k', 'ASIAORDERSEXAMPLE001')).toBe(true);
    const others = Array.from({ length: 2_000 }, (_, number) => `["Artist","nobody ${number}"]`);
    expect(others.filter((value) => contains(documented.filter, 'i', value)).length).toBeLessThan(25);
  });
});
