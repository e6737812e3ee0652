/** Generates the table of indexes in docs/data-model.md, and docs/data-model/original-event.json. */
import { type DataEventRule, INDEXES } from '../src/store/indexes';
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
  [
    '| index | partition key, behind its lane | control-plane events | data events | write unit a data event |',
    '| --- | --- | --- | --- | --- |',
    ...INDEXES.map(
      ({ name, holds, dataEvents }) =>
        `| \`${name}\` | ${holds} | all that have a value | ${DATA_EVENTS[dataEvents]} | ${COSTS[dataEvents]} |`,
    ),
  ].join('\n');

const DOCUMENT = 'docs/data-model.md';

export const generateDataModel = (): GeneratedFiles => ({
  [DOCUMENT]: replaceSection(readCommitted(DOCUMENT), 'indexes', 'generate:data-model', indexTable()),
  'docs/data-model/original-event.json': originalEventDocument(),
});

if (require.main === module) writeGenerated(generateDataModel());
