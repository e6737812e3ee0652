import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { testClient } from './dynamodb';

/** A request as it arrived. */
export interface ReceivedRequest {
  readonly operation: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** What to answer; `reset` cuts the connection, `hang` never answers. */
export type FaultyAnswer =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body: unknown }
  | 'reset'
  | 'hang';

export interface FaultyDynamoDb {
  readonly endpoint: string;
  readonly client: DynamoDBClient;
  readonly requests: ReceivedRequest[];
  stop(): Promise<void>;
}

/** A DynamoDB whose every answer the test decides. */
export async function startFaultyDynamoDb(
  answer: (request: ReceivedRequest, index: number) => FaultyAnswer | Promise<FaultyAnswer>,
): Promise<FaultyDynamoDb> {
  const requests: ReceivedRequest[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    const request = { operation, headers: incoming.headers, text: Buffer.concat(chunks).toString() };
    requests.push(request);
    const result = await answer(request, requests.length - 1);
    if (result === 'hang') return;
    if (result === 'reset') {
      incoming.socket.resetAndDestroy();
      return;
    }
    outgoing.writeHead(result.status ?? 200, {
      'content-type': 'application/x-amz-json-1.0',
      ...result.headers,
    });
    outgoing.end(typeof result.body === 'string' ? result.body : JSON.stringify(result.body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = testClient(endpoint);
  return {
    endpoint,
    client,
    requests,
    async stop() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An error as DynamoDB answers it. */
export const refusal = (type: string, details: Record<string, unknown> = {}, status = 400): FaultyAnswer => ({
  status,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: `${type} for a test`, ...details },
});
