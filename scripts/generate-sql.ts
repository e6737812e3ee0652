/** Generates the tables of views in docs/sql.md from their columns. */
import { EXPORT_COLUMNS } from '../src/local/export/export-columns';
import { PUBLIC_EVENT_COLUMNS, SCHEMA_VERSION } from '../src/local/segments/public-columns';
import { VIEWS, type View, type ViewColumn } from '../src/local/sql/views';
import { formatTable } from './data-model-tables';
import { type GeneratedFiles, readCommitted, replaceSection, writeGenerated } from './generated-files';

const DOCUMENT = 'docs/sql.md';

const columnTable = (columns: readonly ViewColumn[]): string =>
  formatTable(
    ['Column', 'Type', 'Holds'],
    columns.map((column) => [`\`${column.name}\``, column.type, column.holds]),
  );

const viewTable = ({ name, row, columns }: View): string =>
  [`### \`${name}\``, `${row}.`, columnTable(columns)].join('\n\n');

const views = (): string =>
  [`This is version ${SCHEMA_VERSION} of the schema.`, ...VIEWS.map(viewTable)].join('\n\n');

const exportColumns = (): string => columnTable(EXPORT_COLUMNS.slice(PUBLIC_EVENT_COLUMNS.length));

const SECTIONS: Readonly<Record<string, () => string>> = { views, export: exportColumns };

export const generateSql = (): GeneratedFiles => ({
  [DOCUMENT]: Object.entries(SECTIONS).reduce(
    (text, [name, format]) => replaceSection(text, name, 'generate:sql', format()),
    readCommitted(DOCUMENT),
  ),
});

if (require.main === module) writeGenerated(generateSql());
