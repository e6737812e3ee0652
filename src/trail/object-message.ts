/**
 * A message that names objects of a bucket in the form of CloudTrail's own notifications, which `parseNotification`
 * reads back.
 */
export const formatObjectMessage = (bucket: string, keys: readonly string[]): string =>
  JSON.stringify({ s3Bucket: bucket, s3ObjectKey: keys });
