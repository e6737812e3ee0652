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
  /** Attributes that a Query names. Absent if it asks for all. */
  readonly attributes?: readonly string[] | undefined;
}

interface DynamoDbInput {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly RequestItems?: Readonly<Record<string, unknown>>;
  readonly Select?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
}

export function dynamodbCalls({ headers, body }: PassedRequest): Call[] {
  const operation = String(headers['x-amz-target']).split('.')[1];
  const input = JSON.parse(body.toString()) as DynamoDbInput;
  const { TableName, IndexName, RequestItems = {}, Select, ExpressionAttributeNames = {} } = input;
  const tables = TableName === undefined ? Object.keys(RequestItems) : [TableName];
  return tables.map((table) => ({
    action: `dynamodb:${operation}`,
    resource: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${table}${IndexName ? `/index/${IndexName}` : ''}`,
    attributes: Select === 'SPECIFIC_ATTRIBUTES' ? Object.values(ExpressionAttributeNames) : undefined,
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
  if (searchParams.has('lifecycle')) return [{ action: 's3:GetLifecycleConfiguration', resource }];
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

interface Condition {
  readonly StringLike?: { readonly 's3:prefix'?: string | readonly string[] };
  readonly 'ForAllValues:StringEquals'?: { readonly 'dynamodb:Attributes'?: readonly string[] };
}

/** Whether the condition of a statement holds for a call. */
function holds(condition: unknown, { prefix = '', attributes }: Call): boolean {
  if (condition === undefined) return true;
  const { StringLike, 'ForAllValues:StringEquals': allValues } = condition as Condition;
  const prefixes = StringLike?.['s3:prefix'];
  if (prefixes !== undefined) return list(prefixes).some((pattern) => fits(pattern, prefix));
  const allowed = allValues?.['dynamodb:Attributes'];
  if (allowed !== undefined) return attributes?.every((name) => allowed.includes(name)) === true;
  throw new Error(`Only conditions on prefixes and attributes are judged, not ${JSON.stringify(condition)}.`);
}

/** Whether one of the statements allows a call. Statements these tests cannot judge throw. */
export function isAllowed(call: Call, statements: readonly Statement[]): boolean {
  const { action, resource } = call;
  return statements.some(({ Effect, Action, Resource, Condition }) => {
    if (Effect !== 'Allow') throw new Error(`Only Allows are judged, not ${Effect}.`);
    return (
      holds(Condition, call) &&
      list(Action).some((pattern) => fits(pattern, action)) &&
      list(Resource).some((pattern) => fits(pattern, resource))
    );
  });
}
