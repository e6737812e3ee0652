import { AuditTrailError } from '../../errors';

/** Where the signature of a format begins, its bytes, and what the file is. */
const SIGNATURES: readonly (readonly [offset: number, bytes: Buffer, problem: string])[] = [
  [
    0,
    Buffer.from('1f8b08', 'hex'),
    'is compressed with gzip twice. Decompress it once, and ingest the result.',
  ],
  [0, Buffer.from('BZh'), notRead('compressed with bzip2')],
  [0, Buffer.from('fd377a585a00', 'hex'), notRead('compressed with xz')],
  [0, Buffer.from('28b52ffd', 'hex'), notRead('compressed with Zstandard')],
  [0, Buffer.from('377abcaf271c', 'hex'), notRead('a 7z archive')],
  [257, Buffer.from('ustar'), notRead('a tar archive')],
];
const START_BYTES = Math.max(...SIGNATURES.map(([offset, bytes]) => offset + bytes.length));

function notRead(what: string): string {
  return `is ${what}, which is not read. Unpack it, and ingest what it contains.`;
}

/**
 * Returns a function that takes the inflated file, chunk by chunk, and throws `InvalidLogFile` once its first
 * bytes are those of an archive or of another compression: text between such bytes may look like events.
 */
export function createFormatCheck(): (chunk: Uint8Array) => void {
  let start: Buffer | undefined = Buffer.alloc(0);
  return (chunk) => {
    if (start === undefined) return;
    start = Buffer.concat([start, chunk.subarray(0, START_BYTES - start.length)]);
    for (const [offset, bytes, problem] of SIGNATURES) {
      if (start.subarray(offset, offset + bytes.length).equals(bytes))
        throw new AuditTrailError('InvalidLogFile', `The file ${problem}`);
    }
    if (start.length >= START_BYTES) start = undefined;
  };
}
