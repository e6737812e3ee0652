import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

// The SDK warns on every Node below 22; this project supports Node 20 on purpose.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

export interface TestDynamoDb {
  client: DynamoDBClient;
  endpoint: string;
  stop(): Promise<void>;
}

/** A client for any endpoint that speaks DynamoDB, with credentials that nobody checks. */
export function testClient(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'test' },
  });
}

/**
 * A DynamoDB over HTTP: the embedded engine in memory on a free port, or, if
 * `DDB_AUDIT_TEST_ENDPOINT` is set, the one that answers there.
 */
export async function startDynamoDb(): Promise<TestDynamoDb> {
  const external = process.env.DDB_AUDIT_TEST_ENDPOINT;
  if (external) {
    const client = testClient(external);
    return { client, endpoint: external, stop: async () => client.destroy() };
  }
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = testClient(endpoint);
  return {
    client,
    endpoint,
    stop: async () => {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
