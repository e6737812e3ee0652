import * as z from 'zod';
import { AuditTrailError } from '../errors';
import { parseNotification } from '../trail/notification';
import type { ObjectPlace } from '../trail/object-place';
import { type ArrivedDigest, parseArrivedDigest } from './assess-place';

/** A look at the files of a digest that were not ingested when it was verified. */
export interface Recheck {
  readonly digest: ArrivedDigest;
  /** From 1. */
  readonly attempt: number;
}

/** Work that nothing announces, by its schedule. */
export interface ScheduledTask {
  readonly task: 'hourly' | 'nightly';
  /** Continue after the item with this name. */
  readonly after?: string | undefined;
}

/** A part of a bucket in which accounts, Regions and trails are looked for. */
export interface SourceTask {
  readonly task: 'source';
  readonly bucket: string;
  /** Keys of log files and digests start with this. */
  readonly prefix: string;
  /** The UTC day in which its log files are to be compared with the ledger, `YYYY-MM-DD`. Absent if they are not. */
  readonly night?: string | undefined;
  /** Continue after this folder. */
  readonly after?: string | undefined;
}

/** Folders of accounts and Regions whose log files are compared with the ledger. */
export interface ReconcileTask {
  readonly task: 'reconcile';
  /** The UTC day in which the comparison was due, `YYYY-MM-DD`. The days before it are compared. */
  readonly night: string;
  readonly bucket: string;
  /** Paths that end with the Region. */
  readonly folders: readonly string[];
  /** Whether no digests are delivered beside these folders. */
  readonly isUndigested: boolean;
  /** Continue after this folder. */
  readonly after?: string | undefined;
}

/** Work that nothing announces. */
export type AssureTask = ScheduledTask | SourceTask | ReconcileTask;

/** What a message of the assurance queue asks for. */
export interface AssureMessage {
  readonly digests: readonly ArrivedDigest[];
  readonly recheck?: Recheck;
  readonly task?: AssureTask;
}

const after = z.string().optional();
const taskSchema = z.discriminatedUnion('task', [
  z.object({ task: z.enum(['hourly', 'nightly']), after }),
  z.object({
    task: z.literal('source'),
    ...{ bucket: z.string(), prefix: z.string(), night: z.iso.date().optional(), after },
  }),
  z.object({
    task: z.literal('reconcile'),
    night: z.iso.date(),
    bucket: z.string(),
    folders: z.array(z.string()),
    isUndigested: z.boolean(),
    after,
  }),
]);

/** The task that a schedule or a message asks for. @throws AuditTrailError `InvalidNotification` */
export function parseTask(event: unknown): AssureTask {
  const { data, error } = taskSchema.safeParse(event);
  if (data) return data;
  const text = JSON.stringify(event)?.slice(0, 200);
  throw new AuditTrailError(
    'InvalidNotification',
    `The event is not {"task":"hourly"} or {"task":"nightly"}, but ${text}.`,
    { cause: error },
  );
}

const recheckSchema = z.object({
  recheck: z.object({ s3Bucket: z.string(), s3ObjectKey: z.string(), attempt: z.int().min(1) }),
});

/**
 * Reads a message of the assurance queue: digests, in any form of a notification, a recheck, or a task that continues.
 * Other objects that a notification names are left out.
 * @throws AuditTrailError `InvalidNotification`
 */
export function parseAssureMessage(body: string): AssureMessage {
  const value = parseJson(body);
  if ('task' in value) return { digests: [], task: parseTask(value) };
  if ('recheck' in value) return { digests: [], recheck: parseRecheck(value) };
  return { digests: parseNotification(value).objects.flatMap((place) => parseArrivedDigest(place) ?? []) };
}

function parseJson(body: string): object {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null) return value;
  } catch (cause) {
    throw invalid(`The message is not JSON: ${body.slice(0, 200)}`, cause);
  }
  throw invalid(`The message is not an object: ${body.slice(0, 200)}`);
}

function parseRecheck(value: unknown): Recheck {
  const { data, error } = recheckSchema.safeParse(value);
  const { s3Bucket = '', s3ObjectKey = '', attempt = 1 } = data?.recheck ?? {};
  const digest = parseArrivedDigest({ bucket: s3Bucket, key: s3ObjectKey });
  if (digest) return { digest, attempt };
  throw invalid('The recheck does not name a digest and an attempt.', error);
}

const invalid = (message: string, cause?: unknown) =>
  new AuditTrailError('InvalidNotification', message, { cause });

/** The message that asks for a recheck. */
export const formatRecheck = ({ bucket, key }: ObjectPlace, attempt: number): string =>
  JSON.stringify({ recheck: { s3Bucket: bucket, s3ObjectKey: key, attempt } });

/** The message with which a task continues. */
export const formatTask = (task: AssureTask): string => JSON.stringify(task);
