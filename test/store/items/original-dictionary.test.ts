import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { decodeItem } from '../../../src/store/items/item';
import { ITEM_FORMAT } from '../../../src/store/items/item-summary';
import { ORIGINAL_DICTIONARY } from '../../../src/store/items/original-dictionary';
import { USER_AGENT_PIECES } from '../../../src/store/items/user-agent';
import { toStoredItem } from '../../support/wire';

const FILE = join(__dirname, '../../..', 'docs', 'data-model', 'original-event.json');

interface Published {
  format: number;
  pieces: string;
  template: string;
  vectors: {
    name: string;
    item: { original: { B: string } };
    fields: Record<string, string>;
    original: string;
  }[];
}

describe('the published dictionary', () => {
  const published: Published = JSON.parse(readFileSync(FILE, 'utf8'));

  it('is the one in use', () => {
    expect(published).toMatchObject({
      format: ITEM_FORMAT,
      ...ORIGINAL_DICTIONARY,
      userAgentPieces: USER_AGENT_PIECES,
    });
  });

  it.each(published.vectors)('reads $name with nothing but zlib', ({ item, fields, original }) => {
    const filled = published.template.replace(/\{(\w+)\}/g, (_, name) => fields[name]!);
    const deflated = Buffer.from(item.original.B, 'base64');
    expect(inflateSync(deflated, { dictionary: Buffer.from(published.pieces + filled) }).toString()).toBe(
      original,
    );
  });

  it.each(published.vectors)('reads $name as this version does', ({ item, original }) => {
    const stored = decodeItem(toStoredItem({ json: JSON.stringify(item) }));
    expect(Buffer.from(stored.original!).toString()).toBe(original);
  });
});
