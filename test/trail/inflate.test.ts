import { setImmediate } from 'node:timers/promises';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { inflate } from '../../src/trail/inflate';
import { inPieces } from '../support/log-files';

async function inflated(content: Uint8Array, pieces = 65_536, limit = 2 ** 30) {
  const chunks: Uint8Array[] = [];
  const sizes = await inflate(inPieces(content, pieces), limit, (bytes) => {
    chunks.push(Buffer.from(bytes));
  });
  return { text: Buffer.concat(chunks).toString(), ...sizes };
}

const SMALL = 'hello, hello, hello';
/** Random hex does not compress below half, so this is beyond what is inflated at once. */
const LARGE = Array.from({ length: 40_000 }, (_, n) => crc32(String(n)).toString(16)).join('');
const contents: [string, string][] = [
  ['small', SMALL],
  ['large', LARGE],
];

describe.each(contents)('%s content', (_, content) => {
  const gzip = gzipSync(content);

  test.each([65_536, 100_000_000])('comes out whole, in pieces of %d', async (pieces) => {
    expect(await inflated(gzip, pieces)).toEqual({
      text: content,
      inflatedBytes: content.length,
      compressedBytes: gzip.length,
      gzipMembers: 1,
      paddingBytes: 0,
    });
  });

  it('may lie in several members', async () => {
    const members = Buffer.concat([gzip, gzipSync(''), gzipSync(SMALL), gzip]);
    for (const pieces of [1000, gzip.length, members.length]) {
      expect(await inflated(members, pieces)).toMatchObject({
        text: content + SMALL + content,
        gzipMembers: 4,
      });
    }
  });

  it('may be padded with zeros', async () => {
    const padded = Buffer.concat([gzip, Buffer.alloc(1000)]);
    expect(await inflated(padded)).toMatchObject({
      text: content,
      gzipMembers: 1,
      compressedBytes: padded.length,
      paddingBytes: 1000,
    });
    expect(await inflated(padded, 100)).toMatchObject({ text: content, paddingBytes: 1000 });
  });

  test.each([
    ['text', Buffer.from('garbage')],
    ['text behind a zero', Buffer.from('\0garbage')],
    ['a member behind a zero', Buffer.concat([Buffer.alloc(1), gzipSync(SMALL)])],
    ['one byte', Buffer.from([0x1f])],
  ])('must not be followed by %s', async (__, rest) => {
    for (const pieces of [gzip.length, 2 ** 20]) {
      await expect(inflated(Buffer.concat([gzip, rest]), pieces)).rejects.toMatchObject({
        code: 'InvalidLogFile',
        message: 'The gzip data is followed by bytes that are not gzip.',
      });
    }
  });

  it('must not be cut short', async () => {
    for (const length of [
      gzip.length - 1,
      gzip.length - 8,
      gzip.length - 9,
      gzip.length >> 1,
      12,
      10,
      9,
      2,
    ]) {
      await expect(inflated(gzip.subarray(0, length))).rejects.toMatchObject({
        code: 'InvalidLogFile',
        message: 'The gzip data is truncated.',
      });
    }
  });

  test.each([
    ['checksum', 8, /CRC-32/],
    ['size', 4, /ISIZE/],
  ])('must have the right %s', async (__, fromEnd, message) => {
    const wrong = Buffer.from(gzip);
    wrong[wrong.length - fromEnd]! ^= 1;
    await expect(inflated(wrong)).rejects.toMatchObject({
      code: 'InvalidLogFile',
      message: expect.stringMatching(message),
    });
  });

  it('must not be damaged', async () => {
    const wrong = Buffer.from(gzip);
    wrong[10] = 0xff;
    await expect(inflated(wrong)).rejects.toMatchObject({
      code: 'InvalidLogFile',
      message: expect.stringMatching(/damaged: .*invalid block type/),
    });
  });

  it('must not inflate beyond the limit, and may reach it', async () => {
    expect(await inflated(gzip, 65_536, content.length)).toMatchObject({ text: content });
    await expect(inflated(gzip, 65_536, content.length - 1)).rejects.toMatchObject({
      code: 'InvalidLogFile',
      message: `The file inflates to more than the limit of ${content.length - 1} bytes.`,
    });
  });
});

it('stops at the limit, however much would follow', async () => {
  const bomb = gzipSync(Buffer.alloc(200 * 2 ** 20));
  let received = 0;
  const reading = inflate(inPieces(bomb, bomb.length), 2 ** 20, (bytes) => {
    received += bytes.length;
  });
  await expect(reading).rejects.toMatchObject({ code: 'InvalidLogFile' });
  expect(received).toBeLessThanOrEqual(2 ** 20);
});

describe('content of many pieces', () => {
  const content = Buffer.from(LARGE.repeat(10).slice(0, 2_500_000));
  // Not compressed, so that it comes in many pieces, too.
  const gzip = gzipSync(content, { level: 0 });

  test.each([1000, 65_536, 300_000])(
    'is whole where taking it takes time, in pieces of %d',
    async (pieces) => {
      const taken: Buffer[] = [];
      await inflate(inPieces(gzip, pieces), 2 ** 30, async (bytes) => {
        await setImmediate();
        taken.push(Buffer.from(bytes));
      });
      expect(Buffer.concat(taken).equals(content)).toBe(true);
    },
  );

  // Node 20 has no way to give memory back.
  const itGivesBack = 'transfer' in ArrayBuffer.prototype ? it : it.skip;
  itGivesBack('needs no memory once it was taken', async () => {
    const pieces: Uint8Array[] = [];
    await inflate(inPieces(gzip, 65_536), 2 ** 30, (bytes) => {
      pieces.push(bytes);
    });
    const kept = new Set(pieces.map((piece) => piece.buffer).filter((buffer) => buffer.byteLength > 0));
    expect(kept.size).toBeLessThanOrEqual(1); // The last may be written to until the end.
  });
});

describe('the gzip header', () => {
  const header = (flags: number, ...fields: Buffer[]) =>
    Buffer.concat([Buffer.from([0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3]), ...fields]);
  const withHeader = (bytes: Buffer) => {
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(crc32(SMALL), 0);
    trailer.writeUInt32LE(SMALL.length, 4);
    return Buffer.concat([bytes, deflateRawSync(SMALL), trailer]);
  };
  const extra = Buffer.from('\x05\x00extra', 'latin1');
  const name = Buffer.from('name.json\0');
  const comment = Buffer.from('comment\0');
  const checked = (bytes: Buffer) => {
    const checksum = Buffer.alloc(2);
    checksum.writeUInt16LE(crc32(bytes) & 0xffff);
    return Buffer.concat([bytes, checksum]);
  };

  test.each([
    ['nothing', header(0)],
    ['a name', header(8, name)],
    ['an extra field, a name and a comment', header(4 | 8 | 16, extra, name, comment)],
    ['its checksum', checked(header(2))],
    ['an extra field and its checksum', checked(header(2 | 4, extra))],
  ])('may have %s', async (_, bytes) => {
    for (const pieces of [1, 7, 11, 1000]) {
      expect(await inflated(withHeader(bytes), pieces)).toMatchObject({ text: SMALL, gzipMembers: 1 });
    }
  });

  test.each([
    ['a wrong checksum', header(2, Buffer.from([1, 2])), /checksum of the gzip header/],
    ['reserved flags', header(32), /reserved flags/],
    ['another method', Buffer.from([0x1f, 0x8b, 7, 0, 0, 0, 0, 0, 0, 3]), /compression method 7/],
  ])('must not have %s', async (_, bytes, message) => {
    await expect(inflated(withHeader(bytes))).rejects.toMatchObject({
      code: 'InvalidLogFile',
      message: expect.stringMatching(message),
    });
  });
});
