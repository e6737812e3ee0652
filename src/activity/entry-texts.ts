import { parseArn, partitionForRegion } from '../audit/arn';
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

/** The position of the first text of an entry's own. */
const OWN_TEXTS = 64;
const COMMON = new Map(COMMON_TEXTS.map((text, position) => [text, position]));

/** What principals of the account of a table begin with. Entries leave it out. */
function principalPrefix(table: string): string {
  const arn = parseArn(table);
  return arn ? `arn:${partitionForRegion(arn.region)}:iam::${arn.account}:` : '';
}

/** The texts of an entry, each once. */
export class EntryTexts {
  readonly #own = new Map<string, number>();

  /** The position of a text. */
  add(text: string): number {
    const known = COMMON.get(text) ?? this.#own.get(text);
    if (known !== undefined) return known;
    const position = OWN_TEXTS + this.#own.size;
    this.#own.set(text, position);
    return position;
  }

  /** Writes how many texts are the entry's own, and each: twice its number of bytes, plus 1 if the prefix was left out. */
  write(writer: ByteWriter, table: string): void {
    const prefix = principalPrefix(table);
    writer.varint(this.#own.size);
    for (const text of this.#own.keys()) {
      const isRelative = prefix !== '' && text.startsWith(prefix);
      const written = Buffer.from(isRelative ? text.slice(prefix.length) : text);
      writer.varint(2 * written.length + (isRelative ? 1 : 0));
      writer.bytes(written);
    }
  }
}

/** Reads the texts of an entry. Returns the text of a position. @throws AuditTrailError `InvalidItem` */
export function readTexts(reader: ByteReader, table: string): (position: number) => string {
  const prefix = principalPrefix(table);
  const own = Array.from({ length: reader.count() }, () => {
    const length = reader.varint();
    const text = reader.bytes(Math.floor(length / 2)).toString();
    return length % 2 === 1 ? prefix + text : text;
  });
  return (position) => {
    const text = position < OWN_TEXTS ? COMMON_TEXTS[position] : own[position - OWN_TEXTS];
    if (text === undefined) throw damaged(`it has no text ${position}`);
    return text;
  };
}
