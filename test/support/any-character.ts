import * as fc from 'fast-check';

const SURROGATES = 0x800;
const FIRST_SURROGATE = 0xd800;
const LAST_CODE_POINT = 0x10ffff;

/**
 * Any Unicode character, as the `unit` of `fc.string`. Use it instead of the unit called "binary",
 * which builds a table of all code points and so takes a second in every test file.
 */
export const anyCharacter: fc.Arbitrary<string> = fc.nat(LAST_CODE_POINT - SURROGATES).map(
  (index) => String.fromCodePoint(index < FIRST_SURROGATE ? index : index + SURROGATES),
  // fast-check finds the number of a character in its own dangerous strings (`__proto__`) to generate those, too.
  (character) => {
    if (typeof character !== 'string' || !/^\P{Surrogate}$/u.test(character))
      throw new Error('Not a character');
    const codePoint = character.codePointAt(0)!;
    return codePoint < FIRST_SURROGATE ? codePoint : codePoint - SURROGATES;
  },
);
