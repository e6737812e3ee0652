/** What a data event costs by the shape of its file, with either `dataEventDetail`. */
import { WRITE_UNITS } from '../../src/assure/backfill/ingest-cost';
import { type ActivityCost, activityCost } from './activity-cost';
import { ACTIVITY_UNITS, ASSUMED, SHAPES } from './cost-basis';
import { toEntryBytes } from './scale';
import { type DataEventDetail, type FileShape, toShapeDollars } from './shape-cost';

/** Files to average over: whole hours of one each five minutes. */
const FILES: Readonly<Record<number, number>> = { 1: 480, 3: 240, 10: 120, 33: 48, 100: 24, 1000: 12 };
const FILES_AN_HOUR = 12;
/** The shape that goals are about. */
const TABLES = 3;
/** The most write units an event: of entries, and with the ledger entry of the file. */
const LIMITS: Readonly<Record<number, readonly [entries: number, withLedger: number]>> = {
  1: [1.2, 1.55],
  3: [0.4, 0.52],
  10: [0.12, 0.16],
  33: [0.04, 0.05],
  100: [0.025, 0.03],
  1000: [0.012, 0.013],
};
const DETAILS = ['records', 'activity'] as const;
/** How far a computed figure may be from the one that documents are made of. */
const TOLERANCE = 0.005;

/** The cost of activity in files of a shape. */
export interface ShapeCost {
  readonly shape: FileShape;
  readonly activity: ActivityCost;
}

/** Computes activity for all shapes. @param quick only with three tables a file, and over few files */
export const computeShapes = (quick: boolean): ShapeCost[] =>
  (quick ? [TABLES] : SHAPES.tables).flatMap((tables) =>
    SHAPES.eventsATable.map((eventsATable) => {
      const files = quick ? FILES_AN_HOUR : FILES[eventsATable]!;
      return { shape: { tables, eventsATable }, activity: activityCost(eventsATable, tables, files) };
    }),
  );

/** Write units of a data event in all: its record, if it has one, activity entries and the ledger entry of the file. */
export const toUnits = (withLedger: number, detail: DataEventDetail): number =>
  WRITE_UNITS.dataEvent * (detail === 'records' ? 1 : ASSUMED.recordedShare) + withLedger;

const COLUMNS = [
  'entries',
  'with file',
  'bytes',
  ...DETAILS.flatMap((detail) => [`${detail}: units`, `$/M`]),
];

export function printShapes(shapes: readonly ShapeCost[]): void {
  const share = `${ASSUMED.recordedShare * 100} % recorded in full`;
  console.log(`\ndata events by tables a file and events a file and table (activity: ${share})`);
  console.log(`  ${''.padEnd(16)}${COLUMNS.map((column) => column.padStart(16)).join('')}`);
  for (const { shape, activity } of shapes) {
    const cells = [
      activity.entries.toFixed(4),
      activity.withLedger.toFixed(4),
      activity.entryBytes.toFixed(0),
      ...DETAILS.flatMap((detail) => [
        toUnits(activity.withLedger, detail).toFixed(3),
        toShapeDollars(shape, activity.withLedger, detail).toFixed(2),
      ]),
    ];
    const name = `${shape.tables} × ${shape.eventsATable.toLocaleString('en-US')}`;
    console.log(`  ${name.padEnd(16)}${cells.map((cell) => cell.padStart(16)).join('')}`);
  }
}

/** The goals of activity entries, and that documents have the figures of this run. */
export const shapeGoals = (shapes: readonly ShapeCost[], quick: boolean) => [
  ...shapes.filter(({ shape }) => shape.tables === TABLES).flatMap(toGoals),
  ...(quick
    ? []
    : [
        { goal: 'largest difference from the documented write units', ...toDifference(shapes) },
        { goal: 'largest difference from the documented bytes of entries', ...toBytesDifference(shapes) },
      ]),
];

function toGoals({ shape: { eventsATable }, activity }: ShapeCost) {
  const [entries, withLedger] = LIMITS[eventsATable]!;
  const name = `write units of a data event, ${eventsATable} a file and table: activity entries`;
  const inAll = `write units of a data event, ${eventsATable} a file and table: in all, 2 % recorded in full`;
  return [
    { goal: name, value: activity.entries, limit: entries, is: 'most' as const },
    {
      goal: `${name} and ledger entry`,
      value: activity.withLedger,
      limit: withLedger,
      is: 'most' as const,
    },
    ...(eventsATable === 33
      ? [{ goal: inAll, value: toUnits(activity.withLedger, 'activity'), limit: 0.12, is: 'most' as const }]
      : []),
  ];
}

/** Of files with many data events. */
function toBytesDifference(shapes: readonly ShapeCost[]) {
  const differences = shapes
    .filter(({ shape }) => shape.tables === TABLES && shape.eventsATable >= 100)
    .map(({ shape: { eventsATable }, activity: { eventBytes } }) =>
      Math.abs((eventBytes * eventsATable) / toEntryBytes(eventsATable, 1) - 1),
    );
  return { value: Math.max(...differences), limit: TOLERANCE, is: 'most' as const };
}

function toDifference(shapes: readonly ShapeCost[]) {
  const differences = shapes.flatMap(({ shape: { tables, eventsATable }, activity }) => {
    const [entries, withLedger] = ACTIVITY_UNITS[tables]?.[eventsATable] ?? [Number.NaN, Number.NaN];
    return [activity.entries / entries - 1, activity.withLedger / withLedger - 1].map(Math.abs);
  });
  return { value: Math.max(...differences), limit: TOLERANCE, is: 'most' as const };
}
