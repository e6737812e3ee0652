import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { visible } from '../../../src/cli/output/control-characters';
import { formatText } from '../../../src/cli/report/elements';
import { sealJson } from '../../../src/cli/report/seal';
import { shorten } from '../../../src/report/reported-event';
import { anyCharacter } from '../../support/any-character';

const anyText = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 400 }),
  fc.string({
    unit: fc.constantFrom('<', '>', '&', '"', "'", ':', '/', '-', 'a', 'A', '\u202e', '\u001b', ' '),
  }),
);

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"', '&#39;': "'" },
};

/** The text that a browser shows for markup with the elements of `formatText`. */
const toShown = (markup: string): string =>
  markup
    .replace(/<wbr>|<span class="whole">|<\/span>/g, '')
    .replace(/&(?:lt|gt|amp|quot|#39);/g, (entity) => ENTITIES[entity]!);

describe('any text in a report', () => {
  it('is shown as it is on the page, but for control characters', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const markup = String(await formatText(text));
        expect(toShown(markup)).toBe(visible(text));
        expect(markup.replace(/<wbr>|<span class="whole">|<\/span>/g, '')).not.toMatch(/[<>"]/);
      }),
    );
  });

  it('is the same in JSON, whose last line has the hash of the others', () => {
    fc.assert(
      fc.property(fc.dictionary(anyText, anyText), (value) => {
        const { text, hash } = sealJson(value);
        const { sha256, ...read } = JSON.parse(text);
        expect({ sha256, read: { ...read } }).toEqual({ sha256: hash, read: { ...value } });
        const end = text.trimEnd().lastIndexOf('\n') + 1;
        expect(createHash('sha256').update(text.slice(0, end)).digest('hex')).toBe(hash);
      }),
    );
  });

  it('is cut between characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const cut = shorten(text);
        expect(cut.length).toBeLessThan(230);
        expect(Buffer.from(cut).toString()).toBe(cut);
      }),
    );
  });
});
