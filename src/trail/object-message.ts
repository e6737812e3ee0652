/**
 * A message that names objects of a bucket in the form of CloudTrail's own notifications, which `parseNotification`
 * reads back.
 */
export const formatObjectMessage = (bucket: string, keys: readonly string[]): string =>
  toAsciiJson({ s3Bucket: bucket, s3ObjectKey: keys });

/** JSON without other characters than ASCII: SQS refuses some of them. */
export const toAsciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
