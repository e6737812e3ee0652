import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ActivityCollector } from '../../activity/activity-collector';
import type { EntryPlace } from '../../activity/activity-entry';
import type { DetailSettings } from '../../activity/recorded-in-full';
import { findEntryDifferences, SummarizedEvents } from '../../activity/summarized-events';
import { Tokenizer } from '../../activity/tokens';
import type { ActivityDifference } from '../../assure/compared-records';
import type { EventIdentity } from '../../assure/event-index';
import type { AuditedEvent } from '../../audit/audit-record';
import type { ClassifyOptions } from '../../audit/classify';
import type { JsonObject } from '../../audit/json';
import { MEANING_VERSION } from '../../audit/meaning-version';
import { riskAssessor } from '../../rules/assess-risk';
import { parseIngestSettings } from '../../settings/ingest-settings';
import { readActivitySalt } from '../../store/ledger/activity-salt';
import { readMeaning } from '../../store/ledger/meaning';
import { type ContentActivity, readContentActivity } from '../../store/ledger/read-file-entries';
import { classifyObjectKey } from '../../trail/object-key';
import type { ObjectPlace } from '../../trail/object-place';

/** What the activity entries of an audit were made with. */
interface Making {
  readonly salt: string;
  readonly classify: ClassifyOptions;
  readonly detail: DetailSettings;
  /** Log files that are done from this time on were ingested with these settings. ISO 8601. */
  readonly since: string;
}

/** Opens what the activity entries say of a log file; undefined if it has none. */
export type OpenSummary = (file: ObjectPlace) => Promise<FileSummary | undefined>;

/** Reads the activity entries of log files from the ledger. Reads nothing before the first file. */
export function summaryReader(
  client: DynamoDBClient,
  ledgerTableName: string,
  signal: AbortSignal,
): OpenSummary {
  let making: Promise<Making | undefined> | undefined;
  return async (file) => {
    const object = classifyObjectKey(file.key);
    if (object.kind !== 'log-file') return undefined;
    making ??= readMaking(client, ledgerTableName, signal);
    const made = await making;
    if (made === undefined) return undefined;
    const { accountId, region, day } = object;
    const id = { ...file, accountId, region, day };
    const contents = await readContentActivity(client, ledgerTableName, id, signal);
    return contents.length === 0 ? undefined : new FileSummary(contents, made);
  };
}

async function readMaking(
  client: DynamoDBClient,
  ledgerTableName: string,
  signal: AbortSignal,
): Promise<Making | undefined> {
  const [salt, meaning] = await Promise.all([
    readActivitySalt(client, ledgerTableName, signal),
    readMeaning(client, ledgerTableName, signal),
  ]);
  if (salt === undefined || meaning === undefined) return undefined;
  const settings = parseIngestSettings(meaning.settings);
  const { guardedResources, since } = meaning;
  return {
    salt,
    classify: { assessRisk: riskAssessor({ ...settings, guardedResources }) },
    detail: settings,
    since,
  };
}

/** What the activity entries of a log file say, compared with its events. */
export class FileSummary {
  readonly #contents: readonly ContentActivity[];
  readonly #making: Making;
  readonly #collector: ActivityCollector;
  readonly #entries: SummarizedEvents;
  readonly #routine: EventIdentity[] = [];

  constructor(contents: readonly ContentActivity[], making: Making) {
    this.#contents = contents;
    this.#making = making;
    // Also after a change of the setting, a file whose entries stand for events was ingested with this one.
    const isSummarized = contents.some(({ entry }) => entry.counts.summarized > 0);
    const detail: DetailSettings = {
      ...making.detail,
      dataEventDetail: isSummarized ? 'activity' : 'records',
    };
    this.#collector = new ActivityCollector(new Tokenizer(making.salt), detail);
    this.#entries = new SummarizedEvents(contents.flatMap(({ entries }) => entries));
  }

  /** Names of the activity entries that the ledger lists for the file. */
  get entryNames(): readonly string[] {
    return this.#contents.flatMap(({ entryNames }) => entryNames);
  }

  get classify(): ClassifyOptions {
    return this.#making.classify;
  }

  /** Adds an event, in the order of the file. */
  add(event: AuditedEvent, json: JsonObject): void {
    if (this.#collector.add(event, json)) return;
    this.#routine.push({ eventId: event.record.eventId, contentHash: event.contentHash });
  }

  /** The events that get no record, as far as entries stand for them. Takes them from those that `take` has left. */
  takeSummarized(): readonly EventIdentity[] {
    return this.#routine.filter((event) => this.take(event));
  }

  /** Whether an entry stands for an event that has no record, though with the settings of today it would get one. */
  take({ contentHash }: EventIdentity): boolean {
    return this.#entries.take(contentHash);
  }

  /**
   * Entries that are missing or altered. What an entry should say is known only of a file that was ingested with the settings of
   * today, and in whole.
   */
  findDifferences(): ActivityDifference[] {
    return [...this.#contents.flatMap(findDamage), ...this.#compareEntries()];
  }

  #compareEntries(): ActivityDifference[] {
    const [content, ...others] = this.#contents;
    if (content === undefined || content.isListDamaged || others.length > 0) return [];
    const { entry, listed, entries, damaged } = content;
    const isAlike = entry.meaningVersion === MEANING_VERSION && entry.finishedAt >= this.#making.since;
    if (!isAlike || entry.counts.excluded > 0) return [];
    const { entries: expected } = this.#collector.finish();
    const named = new Set(damaged.map(formatEntry));
    return findEntryDifferences(listed, entries, expected)
      .map(({ state, ...place }) => ({ state, entry: formatEntry(place) }))
      .filter(({ entry }) => !named.has(entry));
  }
}

const findDamage = ({ damaged, isListDamaged }: ContentActivity): ActivityDifference[] => [
  ...(isListDamaged ? [{ state: 'altered', entry: 'list of activity entries' } as const] : []),
  ...damaged.map((place) => ({ state: 'altered', entry: formatEntry(place) }) as const),
];

/** An activity entry in a message. */
export const formatEntry = ({ table, hour, part }: EntryPlace): string =>
  `activity/${table} ${hour}${part === 0 ? '' : ` ${part}`}`;
