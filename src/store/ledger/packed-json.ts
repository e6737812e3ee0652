import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** DynamoDB takes items of 400 KB, and what they hold inflates to less than this. */
const MAXIMUM_INFLATED_BYTES = 32 * 2 ** 20;

/** A value as raw deflate of its JSON. */
export const packJson = (value: unknown): Uint8Array => deflateRawSync(JSON.stringify(value));

/** @throws any error if it is not raw deflate of JSON */
export const unpackJson = (bytes: Uint8Array): unknown =>
  JSON.parse(inflateRawSync(bytes, { maxOutputLength: MAXIMUM_INFLATED_BYTES }).toString());
