import fc from 'fast-check';
import { createNativeScanner } from '../../src/native/json-scanner';
import type { JsonScanner } from '../../src/trail/json-scanner';
import { PlainScanner } from '../../src/trail/plain-scanner';
import { campaignSize } from '../support/campaigns';
import { logFileParts, toText } from '../support/log-file-texts';

const MARKERS = [['dynamodb.amazonaws.com'], ['amazonaws.com', 'Records', 'x'.repeat(60)]];
const WANTED = {
  markerGroups: MARKERS,
  eventNames: ['StopLogging', 'n'.repeat(64)],
  eventNamesWithText: ['PutRolePolicy'],
  texts: ['IngestRole', 'x'.repeat(61)],
};

/** All that a scanner finds in a file of these pieces, in a form that can be compared. */
function scan(scanner: JsonScanner, pieces: readonly Uint8Array[]): string[] {
  const found: string[] = [];
  /** Returns false where the file is not JSON. */
  const drain = (): boolean => {
    for (let event = scanner.next(); event; event = scanner.next()) {
      if (event.kind === 'record') {
        found.push(
          `record ${event.index} ${event.bytes.toString('hex')} ${event.bytes.toString(event.encoding)}`,
        );
      } else {
        found.push(JSON.stringify(event));
      }
      if (event.kind === 'unexpected') return false;
      if (event.kind === 'key' && event.text.includes('ecord')) scanner.expectRecords();
    }
    return true;
  };
  let valid = true;
  for (const piece of pieces) {
    if (!valid) break;
    scanner.push(piece);
    valid = drain();
  }
  if (valid) {
    scanner.finish();
    valid = drain();
  }
  if (valid)
    found.push(scanner.expected(), `${scanner.recordCount()} records`, `${scanner.heldBytes()} held`);
  scanner.release();
  return found;
}

function cut(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (let piece = 0; at < bytes.length; piece++) {
    const length = lengths[piece % lengths.length]!;
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

/** Scans both ways, each with its own pieces; returns what both found. */
function scanBothWays(bytes: Uint8Array, lengths: readonly number[], otherLengths = lengths): string[] {
  const plain = scan(new PlainScanner(WANTED), cut(bytes, lengths));
  const native = scan(createNativeScanner(WANTED)!, cut(bytes, otherLengths));
  expect(native).toEqual(plain);
  return plain;
}

const lengths = fc.array(fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 300 })), {
  minLength: 1,
  maxLength: 6,
});

describe('the plain scanner and the native one find the same', () => {
  it('in any JSON, in whatever pieces', () => {
    let records = 0;
    fc.assert(
      fc.property(logFileParts, lengths, lengths, (parts, plain, native) => {
        const found = scanBothWays(Buffer.from(toText(parts)), plain, native);
        expect(found).toContain('the end of the file');
        records += found.filter((event) => event.startsWith('record ')).length;
      }),
      { numRuns: campaignSize(10_000) },
    );
    expect(records).toBeGreaterThan(300);
  });

  it('in damaged files, in whatever pieces', () => {
    const added = fc.oneof(
      fc.constantFrom('', ...'{}[]",:\\ \n-0e'),
      fc.constantFrom('\\u00', '\\u0041', '\\"', '\\\\', '{}', '[[', '}]'),
      fc.uint8Array({ maxLength: 4 }),
    );
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(3), added), { minLength: 1, maxLength: 3 });
    let refused = 0;
    fc.assert(
      fc.property(logFileParts, damage, lengths, lengths, (parts, damages, plain, native) => {
        let bytes = Buffer.from(toText(parts));
        for (const [where, removed, bytesAdded] of damages) {
          const at = where % (bytes.length + 1);
          bytes = Buffer.concat([
            bytes.subarray(0, at),
            Buffer.from(bytesAdded),
            bytes.subarray(at + removed),
          ]);
        }
        const found = scanBothWays(bytes, plain, native);
        if (found.some((event) => event.includes('unexpected'))) refused++;
      }),
      { numRuns: campaignSize(30_000) },
    );
    expect(refused).toBeGreaterThan(300);
  });

  it('where a value ends in an escape outside of a string, and the file with it', () => {
    const bytes = Buffer.from('{"a":{"b":false\\u00}');
    expect(scanBothWays(bytes, [1], [1])).toContainEqual(expect.stringContaining('"kind":"value"'));
  });

  it('in any bytes of the structure', () => {
    const bytes = fc
      .array(fc.constantFrom(...'{{}}[[]]"",,::\\ 1', 'Records', '\uFEFF', 'dynamodb.amazonaws.com'), {
        maxLength: 60,
      })
      .map((parts) => Buffer.from(`{"Records":[${parts.join('')}`));
    fc.assert(
      fc.property(bytes, lengths, lengths, (file, plain, native) => {
        scanBothWays(file, plain, native);
      }),
      { numRuns: campaignSize(30_000) },
    );
  });

  it.each([62, 63, 64, 65, 66, 1_000])(
    'in records of %d levels, with the right brackets and wrong ones',
    (levels) => {
      const nested = `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
      for (const record of [nested, nested.replace(']', '}'), nested.replace('}', ']')]) {
        for (const marker of ['', '"dynamodb.amazonaws.com"']) {
          scanBothWays(Buffer.from(`{"Records":[${record}],"b":${marker || '0'}}`), [7, 100]);
          scanBothWays(Buffer.from(`{"Records":[{"b":${record},"c":"${marker}"}]}`), [64]);
        }
      }
    },
  );

  it('where a value is far larger than a piece', () => {
    const record = `{"a":"${'\\\\x'.repeat(400_000)}","b":"dynamodb.amazonaws.com"}`;
    const found = scanBothWays(
      Buffer.from(`{"k":"${'y'.repeat(300_000)}","Records":[${record}]}`),
      [65_536],
      [9_999],
    );
    expect(found).toHaveLength(7);
  });

  it('in every piece of records whose event names are wanted, or not', () => {
    const member = (value: string) =>
      `{"userIdentity":{"arn":"x"},"eventName":${value},"awsRegion":"us-east-1"}`;
    const wanted = [
      '"StopLogging"',
      ' \n "StopLogging"',
      `"${'n'.repeat(64)}"`,
      `${' '.repeat(31)}"GetObject"`,
    ];
    const withText = ['"PutRolePolicy","roleName":"IngestRole"', '"PutRolePolicy","roleName":"Other"'];
    const others = ['"StopLoggings"', '"topLogging"', `"${'n'.repeat(65)}"`, '""', `${' '.repeat(29)}"Get"`];
    const file = Buffer.from(`{"Records":[${[...wanted, ...withText, ...others].map(member).join(',')}]}`);
    const whole = scanBothWays(file, [file.length]);
    for (let length = 1; length < 140; length++) expect(scanBothWays(file, [length])).toEqual(whole);
    const records = whole.filter((event) => event.startsWith('record ')).map((event) => event.split(' ')[1]);
    expect(records).toEqual(['0', '1', '2', '3', '4']);
  });

  it('in every piece of a record that has all kinds of escapes', () => {
    const odd = String.raw`{"a":"\u0041\u0026\u003C\\u0041\"","b":"dynamodb.amazonaws.com"},{"c":"\u0064"},{"d":"\\u0064\u003d"}`;
    const file = Buffer.from(`\uFEFF{"Records":[${odd},${'{"e":1},'.repeat(30)}null]}`);
    const whole = scanBothWays(file, [file.length]);
    for (let length = 1; length < 140; length++) expect(scanBothWays(file, [length])).toEqual(whole);
    expect(whole.filter((event) => event.startsWith('record '))).toHaveLength(2);
  });
});
