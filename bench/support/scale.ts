/** What a day of data events needs, on paper: rates that were measured, limits of AWS, and assumptions. docs/scale.md is generated from it. */
import { BILLED_MILLISECONDS, WRITE_UNITS } from '../../src/assure/backfill/ingest-cost';
import { TRAFFIC_SHARDS } from '../../src/store/indexes';
import { ACTIVITY_UNITS, ASSUMED, MEASURED, PRICES } from './cost-basis';

const DAY_SECONDS = 86_400;
const MILLION = 1_000_000;
const READ_UNIT_BYTES = 4_096;

/** Rates that benches measure. */
export const RATES = {
  /** Processor time to ingest a data event with its record: `pipeline.bench.ts`, 60,000 data events, Node 20. */
  microsecondsAnEvent: 44,
  /** Bytes of activity entries for a file and table, and for each of its events: `cost.bench.ts` compares them. */
  entryBytes: { fileAndTable: 860, event: 10.36 },
  /** Entries of a file and table: an hour ends in two of twelve files. */
  entriesAFileAndTable: 14 / 12,
  /** Share of the entries that do not name an item and whose filter does not say so. */
  filterMisses: 1 / 256,
  /** Bytes of an event in a log file before compression: `bench/README.md`. */
  logBytesAnEvent: 1_600,
} as const;

/** Limits of AWS, as its documentation has them, and defaults of this project. */
export const LIMITS = {
  /** Write units a second of an on-demand table, or of an index, unless a higher quota is granted. */
  tableWriteUnits: 40_000,
  /** Write units a second of all items with one partition key. */
  partitionWriteUnits: 1_000,
  /** Read units a second of all items with one partition key. */
  partitionReadUnits: 3_000,
  /** CloudTrail closes a log file at this size, before compression. */
  logFileBytes: 50_000_000,
  /** Log files of an account and Region a day: one about each five minutes. */
  filesADay: 288,
  /** The default of `maximumConcurrency`. */
  functions: 10,
  /** The default of `batchSize`, and so the most log files that one invocation reads. */
  filesAnInvocation: 100,
} as const;

/** A day, and how it is spread. */
export interface Day {
  readonly dataEvents: number;
  /** Pairs of an account and a Region. */
  readonly places: number;
  /** Share of the data events that the busiest place has, and share of those that its busiest table has. */
  readonly busiestPlace: number;
  readonly busiestTable: number;
}

export const DAYS: readonly Day[] = [
  { dataEvents: MILLION, places: 3, busiestPlace: 0.8, busiestTable: 0.5 },
  { dataEvents: 100 * MILLION, places: 80, busiestPlace: 0.2, busiestTable: 0.5 },
  { dataEvents: 10_000 * MILLION, places: 2_000, busiestPlace: 0.05, busiestTable: 0.5 },
];

/** The busiest minutes of a day, compared with its average. */
export const PEAK = 3;
/** Days of an item question, log files that name the item, and what the question should take at most. */
export const ITEM = { days: 30, files: 6, dollars: 0.001, seconds: 1 } as const;

/** Files are large here, so that more events in each do not cost less. */
const [ENTRY_UNITS, LEDGER_UNITS] = ACTIVITY_UNITS[ASSUMED.tablesPerFile]![1_000]!;

/** Log files of a place a day. */
const toPlaceFiles = (events: number): number =>
  Math.max(LIMITS.filesADay, Math.ceil((events * RATES.logBytesAnEvent) / LIMITS.logFileBytes));

/** Bytes of activity entries, by data events and pairs of a file and a table. From 100 data events of each pair on. */
export const toEntryBytes = (events: number, filesAndTables: number): number =>
  events * RATES.entryBytes.event + filesAndTables * RATES.entryBytes.fileAndTable;

/** What a day needs. All of one second are at its peak. */
export function toNeeds({ dataEvents, places, busiestPlace, busiestTable }: Day) {
  const inBusiest = dataEvents * busiestPlace;
  const busiestFiles = toPlaceFiles(inBusiest);
  const otherFiles = places > 1 ? toPlaceFiles((dataEvents - inBusiest) / (places - 1)) : 0;
  const files = busiestFiles + (places - 1) * otherFiles;
  const eventsASecond = (dataEvents / DAY_SECONDS) * PEAK;
  const filesASecond = (files / DAY_SECONDS) * PEAK;
  const tableEvents = inBusiest * busiestTable;
  const tableEventsASecond = (tableEvents / DAY_SECONDS) * PEAK;
  const entryBytes = toEntryBytes(dataEvents, files * ASSUMED.tablesPerFile);
  const { storedBytes } = MEASURED.dataEvent;
  const { invocation, file, event } = BILLED_MILLISECONDS;
  const ofFile = file + invocation / LIMITS.filesAnInvocation;
  return {
    files,
    waitingFiles: filesASecond * 3_600,
    eventsASecond,
    messagesASecond: filesASecond,
    functions: (eventsASecond * event + filesASecond * ofFile) / 1_000,
    processors: (eventsASecond * RATES.microsecondsAnEvent) / MILLION,
    auditUnits: {
      records: eventsASecond * WRITE_UNITS.dataEvent,
      activity: eventsASecond * WRITE_UNITS.dataEvent * ASSUMED.recordedShare,
    },
    ledgerUnits: eventsASecond * LEDGER_UNITS,
    laneUnits: {
      records: tableEventsASecond / TRAFFIC_SHARDS,
      activity: (tableEventsASecond * ASSUMED.recordedShare) / TRAFFIC_SHARDS,
    },
    entryUnits: tableEventsASecond * ENTRY_UNITS,
    storedGigabytes: {
      records: (dataEvents * storedBytes + entryBytes) / 2 ** 30,
      activity: (dataEvents * storedBytes * ASSUMED.recordedShare + entryBytes) / 2 ** 30,
    },
    item: toItemQuestion(tableEvents, busiestFiles),
  };
}

/** What a question about an item of the busiest table reads. */
function toItemQuestion(tableEvents: number, filesADay: number) {
  const files = filesADay * ITEM.days;
  const entries = files * RATES.entriesAFileAndTable;
  const bytes = toEntryBytes(tableEvents * ITEM.days, files);
  const readUnits = bytes / READ_UNIT_BYTES / 2;
  const inVain = files * RATES.filterMisses;
  return {
    entries,
    megabytes: bytes / 2 ** 20,
    readUnits,
    seconds: readUnits / LIMITS.partitionReadUnits,
    filesRead: ITEM.files + inVain,
    dollars: (readUnits * PRICES.dynamoDbReadUnits + (ITEM.files + inVain) * PRICES.s3Gets) / MILLION,
  };
}

/** The data events of a day at which each limit is reached. */
export const toBends = () => {
  const perDay = (perSecond: number) => (perSecond / PEAK) * DAY_SECONDS;
  /** Of one table, whose entries an item question reads with so many read units. */
  const readWith = (readUnits: number) => {
    const bytesADay = (readUnits * 2 * READ_UNIT_BYTES) / ITEM.days;
    return (bytesADay - toEntryBytes(0, LIMITS.filesADay)) / RATES.entryBytes.event;
  };
  return {
    itemSeconds: readWith(ITEM.seconds * LIMITS.partitionReadUnits),
    itemDollars: readWith((ITEM.dollars / PRICES.dynamoDbReadUnits) * MILLION),
    filesOfAPlace: (LIMITS.filesADay * LIMITS.logFileBytes) / RATES.logBytesAnEvent,
    tableLanes: perDay(TRAFFIC_SHARDS * LIMITS.partitionWriteUnits),
    recordsQuota: perDay(LIMITS.tableWriteUnits / WRITE_UNITS.dataEvent),
    functions: perDay((LIMITS.functions * 1_000) / BILLED_MILLISECONDS.event),
    activityQuota: perDay(LIMITS.tableWriteUnits / WRITE_UNITS.dataEvent / ASSUMED.recordedShare),
    ledgerQuota: perDay(LIMITS.tableWriteUnits / LEDGER_UNITS),
  };
};
