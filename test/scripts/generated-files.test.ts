import { generateArchitecture } from '../../scripts/generate-architecture';
import { generateCost } from '../../scripts/generate-cost';
import { generateDataModel } from '../../scripts/generate-data-model';
import { findTexts, generateMessages } from '../../scripts/generate-messages';
import { generateReportSchema } from '../../scripts/generate-report-schema';
import { generateRisks } from '../../scripts/generate-risks';
import { generateScale } from '../../scripts/generate-scale';
import { generateSettings } from '../../scripts/generate-settings';
import { generateSql } from '../../scripts/generate-sql';
import { findStale, replaceSection } from '../../scripts/generated-files';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(6));

describe('npm run generate has written', () => {
  it.each([
    ['docs/architecture.md', generateArchitecture],
    ['docs/cost.md', generateCost],
    ['docs/data-model.md', generateDataModel],
    ['docs/messages.md', generateMessages],
    ['docs/report.schema.json', generateReportSchema],
    ['docs/risks.md', generateRisks],
    ['docs/scale.md', generateScale],
    ['docs/settings.md', generateSettings],
    ['docs/sql.md', generateSql],
  ])('%s', (path, generate) => {
    const files = generate();
    expect(Object.keys(files)).toContain(path);
    expect(findStale(files)).toEqual([]);
  });
});

it('finds a file that is missing or differs', () => {
  const files = { 'docs/settings.md': 'other', 'docs/missing.md': '', ...generateArchitecture() };
  expect(findStale(files)).toEqual(['docs/settings.md', 'docs/missing.md']);
});

it('refuses a document without the section', () => {
  expect(() => replaceSection('# A title', 'rooms', 'generate:architecture', '')).toThrow(
    'The document has no section <!-- rooms: … --> … <!-- /rooms -->.',
  );
});

it.each([
  ['a message', `throw new AuditTrailError('NotFound', \`No event \${id} here.\`);`, ['No event {id} here.']],
  ['parts of a message', "const a = 'No events ' + count + ' in all.';", ['No events {count} in all.']],
  ['a description, however short', "z.string().describe('Region');", ['Region']],
  ['no name', "const a = ['eventName', 'us-east-1', 'AWS::DynamoDB::Table'];", []],
  ['no expression of DynamoDB', "const a = 'attribute_not_exists(id) or other';", []],
  ['no flag', "command.option('--local <dir>', 'data folder');", ['data folder']],
])('docs/messages.md lists %s', (_name, source, texts) => {
  expect(findTexts({ path: 'src/made-up.ts', source })).toEqual(texts);
});

it('docs/messages.md lists the texts of elements', () => {
  const source = `const a = <p class="note">No events match <b>{name}</b> here.</p>;`;
  expect(findTexts({ path: 'web/made-up.tsx', source })).toEqual(['No events match']);
});
