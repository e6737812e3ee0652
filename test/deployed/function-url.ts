import { ACCOUNT, REGION } from './template';

/**
 * What a Function URL with IAM auth hands to its function: payload format 2.0.
 * @param body sent with POST, as JSON. Default: none, with GET.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export function functionUrlEvent(pathAndQuery: string, body?: unknown): Record<string, unknown> {
  const { pathname, search, searchParams } = new URL(pathAndQuery, 'http://localhost');
  const domainName = `abcdefghijklmnopqrstuvwxyz.lambda-url.${REGION}.on.aws`;
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: {
      host: domainName,
      accept: 'application/json',
      'x-forwarded-proto': 'https',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    queryStringParameters: Object.fromEntries(searchParams),
    requestContext: {
      accountId: ACCOUNT,
      apiId: 'abcdefghijklmnopqrstuvwxyz',
      authentication: null,
      authorizer: {
        iam: {
          accessKey: 'ASIAEXAMPLE',
          accountId: ACCOUNT,
          callerId: 'AROAEXAMPLE:session',
          cognitoIdentity: null,
          principalOrgId: null,
          userArn: `arn:aws:sts::${ACCOUNT}:assumed-role/responder/session`,
          userId: 'AROAEXAMPLE:session',
        },
      },
      domainName,
      domainPrefix: 'abcdefghijklmnopqrstuvwxyz',
      http: {
        method: body === undefined ? 'GET' : 'POST',
        path: pathname,
        protocol: 'HTTP/1.1',
        sourceIp: '203.0.113.7',
        userAgent: 'test',
      },
      requestId: '5e1f0000-0000-4000-8000-000000000000',
      routeKey: '$default',
      stage: '$default',
      time: '14/Mar/2026:09:30:00 +0000',
      timeEpoch: 1_773_480_600_000,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  };
}
