/** Generates the tables in docs/data-model.md, and docs/data-model/original-event.json. */
import { type DataEventRule, INDEXES } from '../src/store/indexes';
import { categoryTable, formatTable, partitionTable, positionTable, summaryTable } from './data-model-tables';
import { type GeneratedFiles, readCommitted, replaceSection, writeGenerated } from './generated-files';
import { originalEventDocument } from './original-event-document';

const DATA_EVENTS: Record<DataEventRule, string> = {
  all: 'all that have a value',
  optional: 'only by setting `dataEventIndexes`',
  notable: 'denied, throttled or risky ones; all by setting `dataEventIndexes`',
  failures: 'failures but for the application’s own conditions; those by `indexApplicationFailures`',
};

const COSTS: Record<DataEventRule, string> = {
  all: 'where there is a value',
  optional: 'by setting',
  notable: 'rarely',
  failures: 'rarely',
};

const indexTable = (): string =>
  formatTable(
    [
      'index',
      'partition key, behind its lane',
      'control-plane events',
      'data events',
      'write unit a data event',
    ],
    INDEXES.map(({ name, holds, dataEvents }) => [
      `\`${name}\``,
      holds,
      'all that have a value',
      DATA_EVENTS[dataEvents],
      COSTS[dataEvents],
    ]),
  );

const DOCUMENT = 'docs/data-model.md';

const SECTIONS: Readonly<Record<string, () => string>> = {
  summary: summaryTable,
  partitions: partitionTable,
  indexes: indexTable,
  categories: categoryTable,
  positions: positionTable,
};

const replaceSections = (document: string): string =>
  Object.entries(SECTIONS).reduce(
    (text, [name, format]) => replaceSection(text, name, 'generate:data-model', format()),
    document,
  );

export const generateDataModel = (): GeneratedFiles => ({
  [DOCUMENT]: replaceSections(readCommitted(DOCUMENT)),
  'docs/data-model/original-event.json': originalEventDocument(),
});

if (require.main === module) writeGenerated(generateDataModel());
