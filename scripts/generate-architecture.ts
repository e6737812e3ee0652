/** Generates the table of rooms in docs/architecture.md. */
import { ROOMS, type Room } from '../test/architecture/allowed-imports';
import { type GeneratedFiles, readCommitted, replaceSection, writeGenerated } from './generated-files';

const inCode = (names: readonly string[]): string =>
  names.map((name) => (name === '*' ? 'all' : `\`${name}\``)).join(', ') || 'none';

const roomTable = (rooms: Readonly<Record<string, Room>>): string =>
  [
    '| room | holds | may import | packages |',
    '| --- | --- | --- | --- |',
    ...Object.entries(rooms).map(
      ([name, { holds, mayImport, packages }]) =>
        `| \`${name}\` | ${holds} | ${inCode(mayImport)} | ${inCode(packages)} |`,
    ),
  ].join('\n');

const DOCUMENT = 'docs/architecture.md';

export const generateArchitecture = (): GeneratedFiles => ({
  [DOCUMENT]: replaceSection(readCommitted(DOCUMENT), 'rooms', 'generate:architecture', roomTable(ROOMS)),
});

if (require.main === module) writeGenerated(generateArchitecture());
