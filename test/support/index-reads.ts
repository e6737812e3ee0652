import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Requests on an index of the audit table. */
export interface IndexReads {
  readonly bodies: string[];
  /** How many were under way at the same time, at most. */
  most: number;
}

/** Watches requests on an index of the audit table from now on. */
export function watchIndexReads({ config }: DynamoDBClient): IndexReads {
  const reads: IndexReads = { bodies: [], most: 0 };
  let now = 0;
  const { requestHandler } = config;
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = (request, options) => {
    const body = new TextDecoder().decode(request.body);
    if (!body.includes('"IndexName"')) return handle(request, options);
    reads.bodies.push(body);
    now += 1;
    reads.most = Math.max(reads.most, now);
    return handle(request, options).finally(() => {
      now -= 1;
    });
  };
  return reads;
}
