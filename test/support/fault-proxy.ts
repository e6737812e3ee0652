import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type ServerResponse,
  request as sendRequest,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request on its way to the service. */
export interface ProxiedRequest {
  /** DynamoDB's operation; absent for other services. */
  readonly operation: string | undefined;
  readonly text: string;
  /** The header that names the access key and holds the signature. */
  readonly authorization: string;
}

/** Ways in which a service misbehaves. */
export const FAULTS = [
  'throttled',
  'hanging',
  'internal error',
  'unprocessed',
  'connection reset',
  'length too long',
  'length too short',
  'expired credentials',
] as const;
export type Fault = (typeof FAULTS)[number];

export interface FaultProxy {
  readonly endpoint: string;
  /** Names the fault that a request meets, if any. Reset it to let everything pass. */
  decide: (request: ProxiedRequest) => Fault | undefined;
  /** Number of requests that met a fault. */
  faults: number;
  stop(): Promise<void>;
}

const JSON_TYPE = 'application/x-amz-json-1.0';

/** Starts a proxy that passes requests on to DynamoDB or S3, except for those that are to meet a fault. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const { hostname, port } = new URL(target);
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const operation = incoming.headers['x-amz-target']?.toString().split('.')[1];
    const fault = proxy.decide({
      operation,
      text: body.toString(),
      authorization: incoming.headers.authorization ?? '',
    });
    if (fault) proxy.faults += 1;
    if (fault === 'hanging') return;
    if (fault === 'connection reset') return incoming.socket.resetAndDestroy();
    const answered = fault && refusal(fault, operation, body);
    if (answered) {
      outgoing.writeHead(answered.status, { 'content-type': JSON_TYPE }).end(answered.body);
      return;
    }
    const { method, url: path, headers } = incoming;
    const forwarded = sendRequest({ hostname, port, method, path, headers }, async (response) => {
      const parts: Buffer[] = [];
      for await (const part of response) parts.push(part);
      pass(Buffer.concat(parts), response.statusCode ?? 500, response.headers, fault, outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    forwarded.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: FaultProxy = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    decide: () => undefined,
    faults: 0,
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return proxy;
}

function pass(
  body: Buffer,
  status: number,
  headers: IncomingHttpHeaders,
  fault: Fault | undefined,
  outgoing: ServerResponse,
): void {
  const { 'transfer-encoding': _, 'x-amz-crc32': __, ...kept } = headers;
  const length = body.length + (fault === 'length too long' ? 10 : fault === 'length too short' ? -10 : 0);
  outgoing.writeHead(status, { ...kept, 'content-length': Math.max(0, length), connection: 'close' });
  // Written past HTTP's own checks, as a broken server would.
  outgoing.flushHeaders();
  outgoing.socket?.end(body);
}

/** Answers that the service itself did not give. */
function refusal(
  fault: Fault,
  operation: string | undefined,
  body: Buffer,
): { status: number; body: string } | undefined {
  const answer = (status: number, type: string) => ({
    status,
    body:
      operation === undefined
        ? `<Error><Code>${type}</Code><Message>${type} for a test</Message></Error>`
        : JSON.stringify({
            __type: `com.amazonaws.dynamodb.v20120810#${type}`,
            message: `${type} for a test`,
          }),
  });
  switch (fault) {
    case 'throttled':
      return operation === undefined ? answer(503, 'SlowDown') : answer(400, 'ThrottlingException');
    case 'internal error':
      return answer(500, operation === undefined ? 'InternalError' : 'InternalServerError');
    case 'expired credentials':
      return answer(400, operation === undefined ? 'ExpiredToken' : 'ExpiredTokenException');
    case 'unprocessed':
      return { status: 200, body: JSON.stringify(unprocessed(operation, body)) };
    default:
      return undefined;
  }
}

function unprocessed(operation: string | undefined, body: Buffer) {
  const { RequestItems } = JSON.parse(body.toString());
  return operation === 'BatchGetItem'
    ? { Responses: {}, UnprocessedKeys: RequestItems }
    : { UnprocessedItems: RequestItems };
}
