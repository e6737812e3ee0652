import { AuditTrailError, toMessage } from '../../errors';
import { formatPlace, type ObjectPlace } from '../../trail/object-place';

/** What the SDK's errors have. */
interface ServiceError {
  readonly name?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const NOT_THERE = new Set(['NoSuchKey', 'NotFound', 'NoSuchBucket']);
/** This object cannot be read, and others can: it is archived, or its key is disabled. */
const OF_ONE_OBJECT = /^(?:InvalidObjectState|KMS\..*|Kms.*)$/;

/** Whether an error says that an object does not exist. */
export const isNotThere = (error: unknown): boolean => NOT_THERE.has((error as ServiceError).name ?? '');

const isDenied = ({ name, $metadata }: ServiceError): boolean =>
  name === 'AccessDenied' || name === 'AccessDeniedException' || $metadata?.httpStatusCode === 403;

/** The permission that the message of a denied request names, such as `kms:Decrypt`. */
const toNamedPermission = (error: unknown): string | undefined =>
  /not authorized to perform: ([a-z0-9]+:\w+)/i.exec(toMessage(error))?.[1];

/**
 * The permission that a denied request lacks; undefined for any other error.
 * @param needed what to name if the message of the request does not
 */
export const findDenial = (error: unknown, needed: string): string | undefined =>
  isDenied(error as ServiceError) ? (toNamedPermission(error) ?? needed) : undefined;

/** Who was denied, as the message of the request says it: the ARN of a user, or of the session of a role. */
const toDenied = (error: unknown): string | undefined => /\bUser: (arn:\S+)/.exec(toMessage(error))?.[1];

/**
 * An error of reading an object: it concerns this object alone, or it ends the verification.
 * @param readRoleArn role that reads the bucket
 */
export function toReadError(error: unknown, place: ObjectPlace, readRoleArn?: string): AuditTrailError {
  const object = formatPlace(place);
  if (OF_ONE_OBJECT.test((error as ServiceError).name ?? '')) {
    const message = `Cannot read ${object}: ${toMessage(error)}`;
    return new AuditTrailError('ObjectUnavailable', message, { cause: error });
  }
  if (isDenied(error as ServiceError)) {
    const permission =
      toNamedPermission(error) ?? `s3:GetObject on arn:aws:s3:::${place.bucket}/${place.key}`;
    return deniedError(`Access to ${object} is denied.`, permission, error, readRoleArn);
  }
  return new AuditTrailError('ServiceFailed', `Cannot read ${object}: ${toMessage(error)}`, { cause: error });
}

/** What was to be listed. */
interface ListedPlace {
  readonly bucket: string;
  readonly prefix: string;
  /** Role that reads the bucket. */
  readonly readRoleArn?: string | undefined;
}

/** An error of listing objects, which ends the verification. */
export function toListError(error: unknown, { bucket, prefix, readRoleArn }: ListedPlace): AuditTrailError {
  const place = `s3://${bucket}/${prefix}`;
  if (isDenied(error as ServiceError)) {
    const permission = toNamedPermission(error) ?? `s3:ListBucket on arn:aws:s3:::${bucket}`;
    return deniedError(`Access to list ${place} is denied.`, permission, error, readRoleArn);
  }
  return new AuditTrailError('ServiceFailed', `Cannot list ${place}: ${toMessage(error)}`, { cause: error });
}

/**
 * A request that needs a permission. The message ends with it, and with who lacks it, if that is known.
 * @param roleArn role that sent the request. Default: whom the message of the cause names
 */
export function deniedError(
  what: string,
  permission: string,
  cause: unknown,
  roleArn = toDenied(cause),
): AuditTrailError {
  const who = roleArn === undefined ? '' : ` for ${roleArn}`;
  return new AuditTrailError('ServiceFailed', `${what} Missing permission: ${permission}${who}`, { cause });
}
