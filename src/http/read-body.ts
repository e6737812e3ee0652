import { AuditTrailError } from '../errors';
import { formatCount } from '../query/format-count';

/** Maximum size of a question in a body. */
const MAXIMUM_BYTES = 64 * 1024;

/**
 * Reads the JSON body of a request.
 * @throws AuditTrailError `InvalidArgument` if it is too large or is not JSON. The message does not quote it: it may
 *   hold personal data
 */
export async function readBody(request: Request): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAXIMUM_BYTES) throw invalid(`must have at most ${formatCount(MAXIMUM_BYTES)} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw invalid('must be JSON, such as {"table":"Orders","key":{"orderId":"42"}}');
  }
}

const invalid = (allowed: string) => new AuditTrailError('InvalidArgument', `The body ${allowed}.`);
