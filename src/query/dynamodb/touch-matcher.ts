import type { EntryContent, Touch } from '../../activity/activity-entry';
import { mayContain } from '../../activity/fuse-filter';
import { hasAllTokens, Tokenizer } from '../../activity/tokens';
import { toKeyToken } from '../../audit/item-key';
import type { TouchKind } from '../../audit/touch-kind';
import type { AskedKey } from '../item-key';

/** What a call is for somebody who asks for an item. */
export interface MatchedTouch {
  /** Whether the call may name the item. */
  readonly mayName: boolean;
  /** How it may have touched the item without naming it. */
  readonly kinds: readonly TouchKind[];
}

interface AskedAttribute {
  readonly name: string;
  /** Of the forms of the value that is asked for. */
  readonly tokens: readonly number[];
}

/** The counterpart of `matchItem` for calls of which only the shapes of their keys are known. */
export class TouchMatcher {
  readonly #attributes: readonly AskedAttribute[];
  /** What was found of calls, by the attributes whose values are possible. Entries share the touches of their calls. */
  readonly #matched = new Map<string, WeakMap<Touch, MatchedTouch>>();

  /** @param salt of the tokens of entries */
  constructor(key: AskedKey, salt: string) {
    const tokenizer = new Tokenizer(salt);
    this.#attributes = Object.entries(key).map(([name, forms]) => ({
      name,
      tokens: forms.map((value) => tokenizer.toItemToken(toKeyToken(name, value))),
    }));
  }

  /** Makes a function for the calls of an entry, as far as its filter can tell. */
  matcherOf({
    meaningVersion,
    filter,
  }: Pick<EntryContent, 'meaningVersion' | 'filter'>): (touch: Touch) => MatchedTouch {
    // Calls that name no item in such an entry may name some by now.
    if (!hasAllTokens('item', meaningVersion)) return ({ kinds }) => ({ mayName: true, kinds });
    const isPossible = this.#attributes.map(({ tokens }) =>
      tokens.some((token) => mayContain(filter, token)),
    );
    const name = isPossible.join();
    const known = this.#matched.get(name) ?? new WeakMap<Touch, MatchedTouch>();
    this.#matched.set(name, known);
    return (touch) => {
      const match = known.get(touch) ?? this.#match(touch, isPossible);
      known.set(touch, match);
      return match;
    };
  }

  #match({ keys, kinds }: Touch, isPossible: readonly boolean[]): MatchedTouch {
    const found = new Set(kinds);
    let mayName = false;
    for (const { attributes, otherwise } of keys) {
      const asked = this.#attributes.flatMap(({ name }, index) =>
        attributes.includes(name) ? [isPossible[index]] : [],
      );
      if (asked.length === 0) found.add(otherwise);
      else if (!asked.includes(false)) mayName = true;
    }
    return { mayName, kinds: [...found] };
  }
}
