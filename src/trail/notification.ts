import * as z from 'zod';
import { AuditTrailError } from '../errors';

/** An object in S3 that a message names. */
export interface ObjectReference {
  readonly bucket: string;
  /** The key in S3, decoded if the message encodes it. */
  readonly key: string;
  readonly versionId?: string;
  /** Without quotes. */
  readonly etag?: string;
  /** Bytes as stored. */
  readonly size?: number;
}

/** The content of a message. A test or validation message has no object and one reason to be ignored. */
export interface Notification {
  readonly objects: readonly ObjectReference[];
  /** The reason for each part of the message that names no object to read. */
  readonly ignored: readonly { readonly reason: string }[];
}

// Schemas are made once, because making one takes longer than parsing a message with it.
const text = z.string().min(1);

const recordList = z.object({ Records: z.array(z.unknown()) });
const snsMessage = z.object({ Message: z.string() });
const cloudTrailMessage = z.object({ s3Bucket: text, s3ObjectKey: z.array(text) });
const testEvent = z.object({ Event: z.literal('s3:TestEvent') });

const s3Record = z.object({
  eventVersion: z.string().optional(),
  eventName: z.string().optional(),
  s3: z.object({
    bucket: z.object({ name: text }),
    object: z.object({
      key: text,
      size: z.number().optional(),
      eTag: z.string().nullish(),
      versionId: z.string().nullish(),
    }),
  }),
});

const snsRecord = z.object({ Sns: snsMessage });

const eventBridgeEvent = z.object({
  source: z.literal('aws.s3'),
  'detail-type': text,
  detail: z.object({
    bucket: z.object({ name: text }),
    object: z.object({
      key: text,
      size: z.number().optional(),
      etag: z.string().nullish(),
      'version-id': z.string().nullish(),
    }),
  }),
});

/** The shapes of messages. Each is recognized by a property that only it has. */
const SHAPES: readonly { readonly has: string; readonly read: (value: unknown) => Notification }[] = [
  { has: 'Records', read: readRecords },
  { has: 's3ObjectKey', read: readCloudTrailMessage },
  { has: 'detail-type', read: readEventBridgeEvent },
  { has: 'Message', read: (value) => readText(snsMessage.parse(value).Message) },
  { has: 'Event', read: readTestEvent },
  // Lambda's record of a failed asynchronous invocation, redriven from its on-failure destination.
  {
    has: 'requestPayload',
    read: (value) => readValue((value as { requestPayload: unknown }).requestPayload),
  },
];

/**
 * Finds the objects that a message names. The message is the body of an SQS message, or an event delivered
 * directly to a function: an S3 notification, CloudTrail's own SNS message (`s3Bucket`, `s3ObjectKey[]`), an
 * EventBridge `Object Created` event, any of them wrapped by SNS or by Lambda as the payload of a failed
 * invocation, or a test or validation message, which is sent when a notification or a trail is set up.
 *
 * Keys are URL-encoded, with `+` for a space, only in S3 notifications (S3 User Guide, "Event message
 * structure"). EventBridge events and CloudTrail's message have the key as it is.
 *
 * @param body a JSON string, or the parsed value
 * @throws AuditTrailError `InvalidNotification`: the message has no known shape, or its object is not valid
 */
export function parseNotification(body: unknown): Notification {
  try {
    return typeof body === 'string' ? readText(body) : readValue(body);
  } catch (error) {
    if (error instanceof AuditTrailError) throw error;
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw invalid(`The message does not name a valid object: ${reason}`, error);
  }
}

function readText(message: string): Notification {
  // CloudTrail sends this as plain text to the topic of a new trail.
  if (message.startsWith('CloudTrail validation message')) return ignore('CloudTrail validation message');
  return readValue(JSON.parse(message));
}

function readValue(value: unknown): Notification {
  const shape =
    typeof value === 'object' && value !== null ? SHAPES.find(({ has }) => has in value) : undefined;
  if (!shape) {
    throw invalid(
      'The message must be an S3 notification, an SNS message, a CloudTrail message or an EventBridge event.',
    );
  }
  return shape.read(value);
}

function readRecords(value: unknown): Notification {
  const { Records } = recordList.parse(value);
  const parts = Records.map((record) => {
    const isSns = typeof record === 'object' && record !== null && 'Sns' in record;
    return isSns ? readText(snsRecord.parse(record).Sns.Message) : readS3Record(record);
  });
  return { objects: parts.flatMap((part) => part.objects), ignored: parts.flatMap((part) => part.ignored) };
}

function readS3Record(record: unknown): Notification {
  const { eventVersion, eventName, s3 } = s3Record.parse(record);
  // Within a major version S3 only adds fields.
  if (eventVersion !== undefined && eventVersion.split('.')[0] !== '2') {
    throw invalid(
      `The S3 notification has eventVersion ${JSON.stringify(eventVersion)}; only 2.x is supported.`,
    );
  }
  if (eventName !== undefined && !/^(?:s3:)?ObjectCreated:/.test(eventName)) return ignore(eventName);
  const { key, size, eTag, versionId } = s3.object;
  return found({ bucket: s3.bucket.name, key: decodeKey(key), size, etag: eTag, versionId });
}

function readCloudTrailMessage(value: unknown): Notification {
  const { s3Bucket, s3ObjectKey } = cloudTrailMessage.parse(value);
  return { objects: s3ObjectKey.map((key) => ({ bucket: s3Bucket, key })), ignored: [] };
}

function readEventBridgeEvent(value: unknown): Notification {
  const { 'detail-type': type, detail } = eventBridgeEvent.parse(value);
  if (type !== 'Object Created') return ignore(type);
  const { key, size, etag, 'version-id': versionId } = detail.object;
  return found({ bucket: detail.bucket.name, key, size, etag, versionId });
}

function readTestEvent(value: unknown): Notification {
  return ignore(testEvent.parse(value).Event);
}

function decodeKey(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch (error) {
    throw invalid(`The object key ${JSON.stringify(encoded)} is not URL-encoded.`, error);
  }
}

function found(object: {
  bucket: string;
  key: string;
  size: number | undefined;
  etag: string | null | undefined;
  versionId: string | null | undefined;
}): Notification {
  const { bucket, key, size, etag, versionId } = object;
  const reference: ObjectReference = {
    bucket,
    key,
    ...(versionId && { versionId }),
    ...(etag && { etag }),
    ...(size !== undefined && { size }),
  };
  return { objects: [reference], ignored: [] };
}

const ignore = (reason: string): Notification => ({ objects: [], ignored: [{ reason }] });

const invalid = (message: string, cause?: unknown) =>
  new AuditTrailError('InvalidNotification', message, { cause });
