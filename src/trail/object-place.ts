/** Where an object lies. */
export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/** `s3://bucket/key`, or the key alone if the bucket is not known. */
export const formatPlace = ({ bucket, key }: ObjectPlace): string =>
  bucket === '' ? key : `s3://${bucket}/${key}`;

const LOCATION = /^s3:\/\/(?<bucket>[^/]+)\/(?<key>.*)$/s;

/** Reads `s3://bucket/key`. Any other text is a key alone. */
export function parseLocation(location: string): ObjectPlace {
  const { bucket = '', key = location } = LOCATION.exec(location)?.groups ?? {};
  return { bucket, key };
}
