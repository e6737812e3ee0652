import { generateArchitecture } from '../../scripts/generate-architecture';
import { generateDataModel } from '../../scripts/generate-data-model';
import { generateSettings } from '../../scripts/generate-settings';
import { findStale, replaceSection } from '../../scripts/generated-files';

describe('npm run generate has written', () => {
  it.each([
    ['docs/architecture.md', generateArchitecture],
    ['docs/data-model.md', generateDataModel],
    ['docs/settings.md', generateSettings],
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
