/** What the command line says of an audit of which nothing was verified. */
export const NOTHING_VERIFIED =
  'Nothing is known of what CloudTrail delivered, because no digest of the time was verified. Use ddb-audit verify.\n' +
  'What trails log is not known: no trail has been read yet.\n';
