import type { Facet } from '../api/facets';
import { findTable, toAccessKey, toPrincipal, toTable } from '../place/stories';
import { usePlace } from '../place/use-place';
import { shortName } from '../text/words';

const STORIES = {
  table: { words: 'Life', toStory: toTable },
  resource: { words: 'Life', toStory: toTable },
  principal: { words: 'Story', toStory: toPrincipal },
  accessKey: { words: 'Story', toStory: toAccessKey },
} as const satisfies { readonly [By in Facet['by']]?: unknown };

const hasStory = (by: Facet['by']): by is keyof typeof STORIES => Object.hasOwn(STORIES, by);

/** Leads to the story of a value, if values like it have one. */
export function StoryLink({ by, value }: { readonly by: Facet['by']; readonly value: string }) {
  const { link } = usePlace();
  if (!hasStory(by)) return null;
  const { words, toStory } = STORIES[by];
  // The counts of all rows stay in one column.
  if (by === 'resource' && findTable(value) !== value) return <span class="top-story" />;
  return (
    <a class="top-story" href={link(toStory(value))} aria-label={`${words} of ${shortName(value)}`}>
      {words}
    </a>
  );
}
