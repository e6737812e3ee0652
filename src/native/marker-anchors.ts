import { AuditTrailError } from '../errors';

/** The one marker of a group that bytes are searched for; the others are looked for where it is found. */
export interface Anchor {
  /** Number of the group. */
  readonly group: number;
  readonly marker: string;
  /** Two bytes of the marker that most records do not have: the search looks for these first. */
  readonly pair: string;
  /** Where they lie in the marker. */
  readonly pairOffset: number;
  /** The marker is the whole group. */
  readonly alone: boolean;
}

const MOST_GROUPS = 31;
const LONGEST_MARKER = 128;

// JSON has two ways to write some characters: CloudTrail writes & ' < = > as \u00xx, and " \ / may follow
// a backslash. A marker of any other ASCII can be hidden by a \u00xx escape alone.
const SEARCHABLE = /^[ !#-%(-.0-;?-[\]-~]+$/;

// What most records have in common and words that many have, to search for what they have not.
const TYPICAL_TEXT =
  '{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLE:session","arn":"arn:aws:sts' +
  '::111122223333:assumed-role/service-role/session","accountId":"111122223333","accessKeyId":"ASIAEXAMPLE","sessionCon' +
  'text":{"sessionIssuer":{"type":"Role","userName":"role"},"attributes":{"creationDate":"2026-01-01T00:00:00Z","mfaAut' +
  'henticated":"false"}},"invokedBy":"lambda.amazonaws.com"},"eventTime":"2026-01-01T00:00:00Z","eventSource":"s3.amazo' +
  'naws.com","eventName":"GetObject","awsRegion":"us-east-1","sourceIPAddress":"10.0.0.1","userAgent":"aws-sdk-java/1.1' +
  '1 Linux/5.10.amzn2.x86_64 exec-env/AWS_Lambda_java11","requestParameters":{"bucketName":"example","maxResults":100},' +
  '"responseElements":null,"additionalEventData":{"bytesTransferredIn":0.0},"requestID":"a1b2","eventID":"c3d4","readOn' +
  'ly":true,"resources":[{"ARN":"arn:aws:s3:::example/key","type":"AWS::S3::Object"}],"eventType":"AwsApiCall","apiVers' +
  'ion":"2006-03-01","managementEvent":true,"recipientAccountId":"111122223333","sharedEventID":"e5f6","eventCategory":' +
  '"Management","tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"' +
  'example.s3.amazonaws.com"}}' +
  'DescribeInstances running instance-state-name filterSet valueSet networkInterfaceId securityGroupIds tagSet logging' +
  'Configuration logGroupName logStreamName encryptionContext aws:dynamodb:tableName SYMMETRIC_DEFAULT AssumeRole role' +
  'SessionName durationSeconds credentials sessionToken expiration policyDocument Statement Effect Allow Action Resour' +
  'ce Condition aws-sdk-nodejs os/linux lang/js md/nodejs api/dynamodb Boto3 md/Botocore lang/python cfg/retry-mode aut' +
  'oscaling application configuration notification is not authorized to perform because no identity-based policy allows';

const known = new WeakMap<readonly (readonly string[])[], readonly Anchor[]>();

/**
 * What to search a record's bytes for, one anchor for each group.
 * @throws AuditTrailError `InvalidArgument`: a marker that JSON may write in another way, a group without any
 */
export function toAnchors(markerGroups: readonly (readonly string[])[]): readonly Anchor[] {
  // Small files are read by the thousand, all for the same markers.
  const anchors = known.get(markerGroups) ?? findAnchors(markerGroups);
  known.set(markerGroups, anchors);
  return anchors;
}

function findAnchors(markerGroups: readonly (readonly string[])[]): Anchor[] {
  if (markerGroups.length > MOST_GROUPS) {
    throw invalid(`There are ${markerGroups.length} groups of markers; ${MOST_GROUPS} can be searched for.`);
  }
  return markerGroups.map((markers, group) => {
    for (const marker of markers) assertSearchable(marker);
    const [anchor] = markers.flatMap(toPairs).sort((a, b) => countUses(a.pair) - countUses(b.pair));
    if (anchor === undefined) throw invalid('A group needs at least one marker.');
    return { ...anchor, group, alone: markers.length === 1 };
  });
}

const toPairs = (marker: string) =>
  Array.from({ length: marker.length - 1 }, (_, pairOffset) => ({
    marker,
    pair: marker.slice(pairOffset, pairOffset + 2),
    pairOffset,
  }));

/** How common a pair is: first by itself, then by its rarer byte. */
function countUses(pair: string): number {
  const count = (text: string) => TYPICAL_TEXT.split(text).length - 1;
  return count(pair) * 1000 + Math.min(...[...pair].map(count));
}

function assertSearchable(marker: string): void {
  if (marker.length < 2 || marker.length > LONGEST_MARKER || !SEARCHABLE.test(marker)) {
    throw invalid(
      `A marker has 2 to ${LONGEST_MARKER} characters of printable ASCII without " \\ / & ' < = >, not ${JSON.stringify(marker)}.`,
    );
  }
}

const invalid = (message: string) => new AuditTrailError('InvalidArgument', message);
