import type { EventRecord } from '../api/questions';
import { findTable } from '../place/stories';
import { shortName } from '../text/words';

/** What a call means in the life of a table. The order is that of the legend. */
export const STEP_WORDS = {
  created: 'Created',
  changed: 'Changed',
  backedUp: 'Backed up',
  backupDeleted: 'Backup deleted',
  restored: 'Restored',
  copied: 'Copied',
  exported: 'Exported',
  replicated: 'Replicated',
  replicaRemoved: 'Replica removed',
  streamed: 'Streamed',
  streamEnded: 'Stream ended',
  shared: 'Shared',
  unshared: 'No longer shared',
  tagged: 'Tags changed',
  deleted: 'Deleted',
} as const;
export type StepKind = keyof typeof STEP_WORDS;

/** Calls of one kind that follow each other, by the same principal, and end alike. */
export interface Step {
  readonly kind: StepKind;
  /** The first call, and the last. */
  readonly first: EventRecord;
  readonly last: EventRecord;
  readonly count: number;
}

const KINDS: Readonly<Record<string, StepKind>> = {
  AssociateTableReplica: 'replicated',
  CreateBackup: 'backedUp',
  CreateEventSourceMapping: 'streamed',
  CreateEventSourceMapping20150331: 'streamed',
  CreateGlobalTable: 'replicated',
  CreateIntegration: 'exported',
  CreateTable: 'created',
  CreateTableReplica: 'replicated',
  DeleteBackup: 'backupDeleted',
  DeleteEventSourceMapping: 'streamEnded',
  DeleteEventSourceMapping20150331: 'streamEnded',
  DeleteResourcePolicy: 'unshared',
  DeleteTable: 'deleted',
  DeleteTableReplica: 'replicaRemoved',
  DisableKinesisStreamingDestination: 'streamEnded',
  EnableKinesisStreamingDestination: 'streamed',
  ExportTableToPointInTime: 'exported',
  ImportTable: 'created',
  PutResourcePolicy: 'shared',
  StartAwsBackupJob: 'backedUp',
};

/** Kinds by which data can leave a table. */
export const LEAVING: ReadonlySet<StepKind> = new Set<StepKind>([
  'copied',
  'exported',
  'replicated',
  'streamed',
  'shared',
]);

/** The table that a restore makes: the first one, but for the table that the backup is of. */
function findRestored({ resources = [] }: EventRecord): string | undefined {
  const isTable = (resource: string) => findTable(resource) === resource;
  const sources = new Set(resources.filter((resource) => !isTable(resource)).map(findTable));
  const tables = resources.filter(isTable);
  return tables.find((table) => !sources.has(table)) ?? tables[0];
}

/** @param tables ARNs of the tables whose life is told */
function toStepKind(record: EventRecord, tables: ReadonlySet<string>): StepKind {
  const { eventName, categories = [], category, access, risk } = record;
  if (eventName.startsWith('RestoreTable')) {
    return tables.has(findRestored(record) ?? '') ? 'restored' : 'copied';
  }
  const known = KINDS[eventName];
  if (known) return known;
  if (category === 'global-table' || categories.includes('global-table'))
    return eventName.startsWith('Delete') ? 'replicaRemoved' : 'replicated';
  if (risk?.rules.includes('ddb-streams-on')) return 'streamed';
  return access === 'tagging' ? 'tagged' : 'changed';
}

/**
 * The steps of a table's life, oldest first.
 * @param changes newest first
 */
export function toSteps(changes: readonly EventRecord[], tables: ReadonlySet<string>): Step[] {
  const steps: Step[] = [];
  for (const record of changes.toReversed()) {
    const kind = toStepKind(record, tables);
    const before = steps.at(-1);
    if (before && isAlike(before, kind, record)) {
      steps[steps.length - 1] = { ...before, last: record, count: before.count + 1 };
    } else {
      steps.push({ kind, first: record, last: record, count: 1 });
    }
  }
  return steps;
}

/** A risky call is always a step of its own. */
const isAlike = ({ kind, last }: Step, otherKind: StepKind, other: EventRecord): boolean =>
  kind === otherKind &&
  last.eventName === other.eventName &&
  last.outcome === other.outcome &&
  last.principal.id === other.principal.id &&
  last.risk === undefined &&
  other.risk === undefined;

/** What a step did, in words: of its risk if it has any. */
export function describeStep({ kind, first }: Step, words: ReadonlyMap<string, string>): string {
  const told = words.get(first.eventId);
  if (told !== undefined) return told;
  const target = findRestored(first);
  return kind === 'copied' && target ? `Copied to ${shortName(target)}` : STEP_WORDS[kind];
}
