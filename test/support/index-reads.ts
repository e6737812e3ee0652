import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** The bodies of requests on an index of the audit table, from now on. */
export function watchIndexReads({ config }: DynamoDBClient): { readonly bodies: string[] } {
  const bodies: string[] = [];
  const { requestHandler } = config;
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = (request, options) => {
    const body = new TextDecoder().decode(request.body);
    if (body.includes('"IndexName"')) bodies.push(body);
    return handle(request, options);
  };
  return { bodies };
}
