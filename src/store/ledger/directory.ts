import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';
import {
  type DirectoryEntry,
  type DirectoryKind,
  directoryItem,
  directoryKey,
  parseDirectoryItem,
} from './directory-item';
import type { NamedValues } from './named-values';

export type { DirectoryEntry, DirectoryKind } from './directory-item';

/** Everything the audit has met, with the days of the first and the latest event. */
export interface Directory {
  /**
   * Notes what stored records name. Writes only where a range of days widens, so a known value costs
   * nothing within a process and one read in a new one, and one write a day that it is active.
   * @throws AuditTrailError `ServiceFailed`
   */
  upsert(named: NamedValues): Promise<void>;
}

/** DynamoDB's limit of one BatchGetItem. */
const KEYS_A_READ = 100;
/** Values that a process remembers; beyond it forgets all, which costs reads, never correctness. */
const REMEMBERED_VALUES = 100_000;

type Ranges = Map<string, DirectoryEntry>;

const isWithin = (range: DirectoryEntry, wider: DirectoryEntry | undefined): boolean =>
  wider !== undefined && wider.firstSeen <= range.firstSeen && range.lastSeen <= wider.lastSeen;

const widened = (one: DirectoryEntry, other: DirectoryEntry | undefined): DirectoryEntry => {
  if (other === undefined) return { ...one };
  const [firstSeen = ''] = [one.firstSeen, other.firstSeen].sort();
  const [, lastSeen = ''] = [one.lastSeen, other.lastSeen].sort();
  return { ...one, firstSeen, lastSeen };
};

const toIdentity = ({ kind, value }: Pick<DirectoryEntry, 'kind' | 'value'>): string => `${kind}/${value}`;

export function createDirectory(client: DynamoDBClient, ledgerTableName: string): Directory {
  const remembered: Ranges = new Map();
  let noting: Promise<void> = Promise.resolve();

  /** What goes beyond what this process knows to be in the table. */
  const newsIn = (named: NamedValues): DirectoryEntry[] =>
    [...named.entries()].filter((entry) => !isWithin(entry, remembered.get(toIdentity(entry))));

  const readEntries = async (entries: readonly DirectoryEntry[]): Promise<Ranges> => {
    const toKind = (item: Record<string, AttributeValue>) =>
      item[LEDGER_KEYS.partition]?.S?.slice('directory/'.length) as DirectoryKind;
    const found: Ranges = new Map();
    let keys = entries.map(({ kind, value }) => directoryKey(kind, value));
    while (keys.length > 0) {
      const RequestItems = { [ledgerTableName]: { Keys: keys.slice(0, KEYS_A_READ) } };
      const answer = await client.send(new BatchGetItemCommand({ RequestItems }));
      for (const item of Object.values(answer.Responses ?? {}).flat()) {
        const entry = parseDirectoryItem(toKind(item), item);
        found.set(toIdentity(entry), entry);
      }
      const unread = Object.values(answer.UnprocessedKeys ?? {}).flatMap(({ Keys }) => Keys ?? []);
      keys = [...unread, ...keys.slice(KEYS_A_READ)];
    }
    return found;
  };

  /** False if the entry is not as it was read: another writer was faster. */
  const replaceEntry = async (
    before: DirectoryEntry | undefined,
    entry: DirectoryEntry,
  ): Promise<boolean> => {
    const condition = before
      ? {
          ConditionExpression: 'firstSeen = :first AND lastSeen = :last',
          ExpressionAttributeValues: { ':first': { S: before.firstSeen }, ':last': { S: before.lastSeen } },
        }
      : { ConditionExpression: `attribute_not_exists(${LEDGER_KEYS.partition})` };
    const put = new PutItemCommand({ TableName: ledgerTableName, Item: directoryItem(entry), ...condition });
    try {
      await client.send(put);
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };

  const note = async (news: readonly DirectoryEntry[]): Promise<void> => {
    let open = news;
    while (open.length > 0) {
      const found = await readEntries(open);
      const overtaken = await Promise.all(
        open.map(async (entry) => {
          const before = found.get(toIdentity(entry));
          const next = widened(entry, before);
          const isKnown = before?.firstSeen === next.firstSeen && before.lastSeen === next.lastSeen;
          if (!isKnown && !(await replaceEntry(before, next))) return [entry];
          remembered.set(toIdentity(next), next);
          return [];
        }),
      );
      open = overtaken.flat();
    }
  };

  return {
    async upsert(named) {
      if (remembered.size > REMEMBERED_VALUES) remembered.clear();
      if (newsIn(named).length === 0) return;
      // One after the other: what files side by side have in common is written once.
      const turn = noting.then(() => note(newsIn(named)));
      noting = turn.catch(() => {});
      await turn.catch(serviceFailure('Writing the directory'));
    },
  };
}
