import { parseArn, partitionForRegion } from '../audit/arn';
import { rememberLast } from '../store/remember-last';
import { type ByteReader, type ByteWriter, damaged } from './bytes';

/**
 * Texts that entries write as their position here. Entries of all versions use these positions: add new ones at the end, no
 * more than 64.
 */
export const COMMON_TEXTS: readonly string[] = [
  'GetItem',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'Query',
  'Scan',
  'BatchGetItem',
  'BatchWriteItem',
  'TransactGetItems',
  'TransactWriteItems',
  'ExecuteStatement',
  'BatchExecuteStatement',
  'ExecuteTransaction',
  'GetRecords',
  'GetShardIterator',
  'SearchVectors',
  'ConditionalCheckFailedException',
  'TransactionCanceledException',
  'TransactionConflictException',
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'ValidationException',
  'AccessDenied',
  'AccessDeniedException',
  'ResourceNotFoundException',
  'ItemCollectionSizeLimitExceededException',
  'InternalServerError',
  'ExpiredIteratorException',
  'TrimmedDataAccessException',
  'DuplicateItemException',
  'IdempotentParameterMismatchException',
];

/** Positions of common texts are below this: the first text of an entry's own has it. */
export const COMMON_POSITIONS = 64;
const COMMON = new Map(COMMON_TEXTS.map((text, position) => [text, position]));

/** The position of a common text. */
export const commonPosition = (text: string): number | undefined => COMMON.get(text);

/** What the principals of an entry are compared with first: those of the table's account begin with it. */
const principalPrefix = rememberLast((table: string): Buffer => {
  const arn = parseArn(table);
  return Buffer.from(arn ? `arn:${partitionForRegion(arn.region)}:iam::${arn.account}:` : '');
});

/**
 * Writes how many principals there are, and each: the number of first bytes that it shares with the one before, the number
 * of its other bytes, and these.
 */
export function writePrincipals(writer: ByteWriter, principals: readonly string[], table: string): void {
  writer.varint(principals.length);
  let before = principalPrefix(table);
  for (const principal of principals) {
    const bytes = Buffer.from(principal);
    let shared = 0;
    while (shared < before.length && shared < bytes.length && bytes[shared] === before[shared]) shared += 1;
    writer.varint(shared);
    writer.varint(bytes.length - shared);
    writer.bytes(bytes.subarray(shared));
    before = bytes;
  }
}

/** Reads principals back. @throws AuditTrailError `InvalidItem` */
export function readPrincipals(reader: ByteReader, table: string): string[] {
  let before = principalPrefix(table);
  return reader.list(2, () => {
    const shared = reader.varint();
    if (shared > before.length) throw damaged('two principals share more than the first has');
    const rest = reader.bytes(reader.varint());
    const bytes = Buffer.allocUnsafe(shared + rest.length);
    bytes.set(before.subarray(0, shared));
    bytes.set(rest, shared);
    before = bytes;
    return bytes.toString();
  });
}

/** Goes past the principals of an entry. @throws AuditTrailError `InvalidItem` if the bytes end early */
export function skipPrincipals(reader: ByteReader): void {
  for (let left = reader.count(2); left > 0; left -= 1) {
    reader.varint();
    reader.skip(reader.varint());
  }
}

/** Operations, error codes and attributes of an entry, each once. */
export class EntryTexts {
  readonly #own = new Map<string, number>();

  /** The position of a text. */
  add(text: string): number {
    const known = commonPosition(text) ?? this.#own.get(text);
    if (known !== undefined) return known;
    const position = COMMON_POSITIONS + this.#own.size;
    this.#own.set(text, position);
    return position;
  }

  /** Writes how many texts are the entry's own, and each. */
  write(writer: ByteWriter): void {
    writer.varint(this.#own.size);
    for (const text of this.#own.keys()) writer.text(text);
  }
}

/** Reads the texts of an entry. Returns the text of a position. @throws AuditTrailError `InvalidItem` */
export function readTexts(reader: ByteReader): (position: number) => string {
  const own = reader.list(1, () => reader.text());
  return (position) => {
    const text = position < COMMON_POSITIONS ? COMMON_TEXTS[position] : own[position - COMMON_POSITIONS];
    if (text === undefined) throw damaged(`it has no text ${position}`);
    return text;
  };
}

/** Goes past the texts of an entry. @throws AuditTrailError `InvalidItem` if the bytes end early */
export function skipTexts(reader: ByteReader): void {
  for (let left = reader.count(); left > 0; left -= 1) reader.skip(reader.varint());
}
