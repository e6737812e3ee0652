import { createHash, randomUUID } from 'node:crypto';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { s3Notification } from '../support/sqs';
import { versionKey } from './deployed-function';
import { REGION } from './template';

/** A bucket as its template has it, intrinsics resolved. */
export interface BucketProperties {
  readonly VersioningConfiguration: { readonly Status: 'Enabled' };
  readonly NotificationConfiguration: {
    readonly QueueConfigurations: readonly {
      readonly Event: string;
      readonly Queue: string;
      readonly Filter: {
        readonly S3Key: { readonly Rules: readonly { readonly Name: string; readonly Value: string }[] };
      };
    }[];
  };
}

/** The bucket of log files. The local engine announces nothing: this does, as S3 is configured to. */
export interface TrailBucket {
  readonly name: string;
  /** Puts an object, and sends its notification where the configuration wants one. */
  put(key: string, body: Uint8Array, metadata?: Readonly<Record<string, string>>): Promise<void>;
  /** The notification of the version that lies there now. */
  notificationOf(key: string): Record<string, unknown>;
}

const RULES: Readonly<Record<string, (key: string, value: string) => boolean>> = {
  prefix: (key, value) => key.startsWith(value),
  suffix: (key, value) => key.endsWith(value),
};

function matches(rule: { readonly Name: string; readonly Value: string }, key: string): boolean {
  const test = RULES[rule.Name];
  if (!test) throw new Error(`S3 has no filter rule "${rule.Name}".`);
  return test(key, rule.Value);
}

export async function createTrailBucket(
  name: string,
  properties: BucketProperties,
  endpoint: string,
  send: (queueArn: string, body: string) => Promise<void>,
): Promise<TrailBucket> {
  const client = new S3Client({
    endpoint,
    region: REGION,
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const configurations = properties.NotificationConfiguration.QueueConfigurations;
  const notifications = new Map<string, Record<string, unknown>>();

  await client.send(new CreateBucketCommand({ Bucket: name }));
  for (const { Queue, Event } of configurations) {
    if (Event !== 's3:ObjectCreated:*') throw new Error(`The tests only create objects, not ${Event}.`);
    await send(Queue, JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: name }));
  }
  return {
    name,
    async put(key, body, metadata = {}) {
      const versionId = randomUUID();
      for (const path of [key, versionKey(key, versionId)]) {
        await client.send(new PutObjectCommand({ Bucket: name, Key: path, Body: body, Metadata: metadata }));
      }
      const eTag = createHash('md5').update(body).digest('hex');
      const notification = s3Notification(name, [key], { size: body.length, eTag, versionId });
      notifications.set(key, notification);
      for (const { Queue, Filter } of configurations) {
        if (Filter.S3Key.Rules.every((rule) => matches(rule, key))) {
          await send(Queue, JSON.stringify(notification));
        }
      }
    },
    notificationOf(key) {
      const notification = notifications.get(key);
      if (!notification) throw new Error(`There is no object ${key}.`);
      return notification;
    },
  };
}
