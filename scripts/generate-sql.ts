/** Generates the tables of views in docs/sql.md from their columns. */
import { SCHEMA_VERSION } from '../src/local/segments/schema-version';
import { VIEWS, type View } from '../src/local/sql/views';
import { formatTable } from './data-model-tables';
import { type GeneratedFiles, readCommitted, replaceSection, writeGenerated } from './generated-files';

const DOCUMENT = 'docs/sql.md';

const viewTable = ({ name, row, columns }: View): string =>
  [
    `### \`${name}\``,
    `${row}.`,
    formatTable(
      ['Column', 'Type', 'Holds'],
      columns.map((column) => [`\`${column.name}\``, column.type, column.holds]),
    ),
  ].join('\n\n');

export const generateSql = (): GeneratedFiles => ({
  [DOCUMENT]: replaceSection(
    readCommitted(DOCUMENT),
    'views',
    'generate:sql',
    [`This is version ${SCHEMA_VERSION} of the schema.`, ...VIEWS.map(viewTable)].join('\n\n'),
  ),
});

if (require.main === module) writeGenerated(generateSql());
