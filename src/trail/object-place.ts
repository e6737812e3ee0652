/** Where an object lies. */
export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/** `s3://bucket/key`, or the key alone if the bucket is not known. */
export const formatPlace = ({ bucket, key }: ObjectPlace): string =>
  bucket === '' ? key : `s3://${bucket}/${key}`;
