import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { readDigestFile } from '../../src/trail/digest-file';
import { parseDigestMetadata } from '../../src/trail/digest-metadata';
import { toStringToSign } from '../../src/trail/digest-signature';
import { inPieces } from '../support/log-files';

it('signs the end time, the place, the hash of the content and the signature before', () => {
  const sha256 = createHash('sha256').update('abc').digest('hex');
  const place = { bucket: 'b', key: 'c' };
  const HASH = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(toStringToSign({ endTime: 'a', place, previousSignature: null }, sha256)).toBe(
    `a\nb/c\n${HASH}\nnull`,
  );
  expect(toStringToSign({ endTime: 'a', place, previousSignature: '0a1b' }, sha256)).toBe(
    `a\nb/c\n${HASH}\n0a1b`,
  );
});

describe('parseDigestMetadata', () => {
  const algorithm = { 'signature-algorithm': 'SHA256withRSA' };

  it.each([
    ['lower-case hex', { signature: '0a1b', ...algorithm }, '0a1b'],
    ['upper-case hex', { Signature: '0A1B', 'Signature-Algorithm': 'SHA256withRSA' }, '0a1b'],
    ['an odd number of digits', { signature: '0a1', ...algorithm }, undefined],
    ['other characters', { signature: '0a1x', ...algorithm }, undefined],
    ['no digits', { signature: '', ...algorithm }, undefined],
    ['a number', { signature: 12, ...algorithm }, undefined],
    ['no algorithm', { signature: '0a1b' }, undefined],
    ['another algorithm', { signature: '0a1b', 'signature-algorithm': 'MD5withRSA' }, undefined],
  ])('takes a signature of %s', (_, metadata, signature) => {
    expect(parseDigestMetadata(metadata)).toEqual(signature === undefined ? {} : { signature });
  });
});

describe('readDigestFile', () => {
  const zeros = Buffer.alloc(65 * 2 ** 20);

  it('refuses anything else with one kind of error', async () => {
    const content = fc.oneof(
      fc.uint8Array(),
      fc.uint8Array().map((bytes) => gzipSync(bytes)),
      fc.jsonValue().map((value) => gzipSync(JSON.stringify(value))),
    );
    await fc.assert(
      fc.asyncProperty(content, async (bytes) => {
        const reading = readDigestFile(inPieces(bytes, 65_536));
        await expect(reading).rejects.toMatchObject({
          code: 'InvalidDigestFile',
          message: expect.stringMatching(/^invalid format: ./),
        });
      }),
    );
  });

  it('refuses a digest that inflates to more than a digest can be', async () => {
    await expect(readDigestFile(inPieces(gzipSync(zeros), 65_536))).rejects.toMatchObject({
      code: 'InvalidDigestFile',
      message: 'invalid format: The file inflates to more than the limit of 67108864 bytes.',
    });
  });
});
