import type { PassedRequest } from './front';
import { ACCOUNT, REGION } from './template';

/** A policy statement, intrinsics resolved. */
export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

/** What a request needs permission for. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  /** What is listed of a bucket. */
  readonly prefix?: string;
}

interface DynamoDbInput {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly RequestItems?: Readonly<Record<string, unknown>>;
}

export function dynamodbCalls({ headers, body }: PassedRequest): Call[] {
  const operation = String(headers['x-amz-target']).split('.')[1];
  const { TableName, IndexName, RequestItems = {} } = JSON.parse(body.toString()) as DynamoDbInput;
  const tables = TableName === undefined ? Object.keys(RequestItems) : [TableName];
  return tables.map((table) => ({
    action: `dynamodb:${operation}`,
    resource: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${table}${IndexName ? `/index/${IndexName}` : ''}`,
  }));
}

export function s3Calls({ method, url }: PassedRequest): Call[] {
  if (method !== 'GET' && method !== 'HEAD')
    throw new Error(`What permission does S3 ask for ${method} ${url}?`);
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const resource = `arn:aws:s3:::${decodeURIComponent(pathname.slice(1)).replace(/\/$/, '')}`;
  if (searchParams.has('list-type')) {
    return [{ action: 's3:ListBucket', resource, prefix: searchParams.get('prefix') ?? '' }];
  }
  return [{ action: searchParams.has('versionId') ? 's3:GetObjectVersion' : 's3:GetObject', resource }];
}

export function sqsCall({ headers, body }: PassedRequest): Call {
  const operation = String(headers['x-amz-target']).split('.')[1];
  const { QueueUrl } = JSON.parse(body.toString()) as { QueueUrl: string };
  const action = operation === 'SendMessageBatch' ? 'sqs:SendMessage' : `sqs:${operation}`;
  return { action, resource: `arn:aws:sqs:${REGION}:${ACCOUNT}:${QueueUrl.split('/').at(-1)}` };
}

const list = (value: string | readonly string[]) => (typeof value === 'string' ? [value] : value);

/** `*` stands for anything, as in IAM. */
const fits = (pattern: string, value: string): boolean =>
  new RegExp(`^${pattern.replace(/[^\w*]/g, '\\$&').replaceAll('*', '.*')}$`).test(value);

/** What a statement requires of the listed prefix; undefined if it requires nothing. */
function toPrefixes(condition: unknown): readonly string[] | undefined {
  if (condition === undefined) return undefined;
  const prefixes = (condition as { StringLike?: Record<string, string | string[]> }).StringLike?.[
    's3:prefix'
  ];
  if (prefixes !== undefined) return list(prefixes);
  throw new Error(`Only conditions on prefixes are judged, not ${JSON.stringify(condition)}.`);
}

/** Whether one of the statements allows a call. Statements these tests cannot judge throw. */
export function isAllowed(
  { action, resource, prefix = '' }: Call,
  statements: readonly Statement[],
): boolean {
  return statements.some(({ Effect, Action, Resource, Condition }) => {
    if (Effect !== 'Allow') throw new Error(`Only Allows are judged, not ${Effect}.`);
    const prefixes = toPrefixes(Condition);
    return (
      list(Action).some((pattern) => fits(pattern, action)) &&
      list(Resource).some((pattern) => fits(pattern, resource)) &&
      (prefixes?.some((pattern) => fits(pattern, prefix)) ?? true)
    );
  });
}
