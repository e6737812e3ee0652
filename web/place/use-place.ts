import { createContext } from 'preact';
import { useCallback, useContext, useLayoutEffect, useState } from 'preact/hooks';
import { findTime, rememberTime } from './event-times';
import { formatPlace, type Place, parsePlace } from './place';

/** Where the page is, and how to go elsewhere. */
export interface Navigation {
  readonly place: Place;
  /** Goes to a place that differs from this one in some respects. The browser's Back returns here. */
  readonly go: (change: Partial<Place>) => void;
  /** The address of such a place, for links. */
  readonly link: (change: Partial<Place>) => string;
}

/** The place of the address. Remembers the times of its events. */
function readPlace(since: string | undefined): Place {
  const place = parsePlace(location.hash, since);
  const { event, at, compare, compareAt } = place;
  if (event !== undefined && at !== undefined) rememberTime(event, at);
  if (compare !== undefined && compareAt !== undefined) rememberTime(compare, compareAt);
  return place;
}

const withTimes = (place: Place): Place => ({
  ...place,
  at: findTime(place.event),
  compareAt: findTime(place.compare),
});

/** @param since time range of an address without any */
export function useNavigation(since: string | undefined): Navigation {
  const [place, setPlace] = useState(() => readPlace(since));
  // useEffect would begin to listen after the first paint, and miss an address that changes before it.
  useLayoutEffect(() => {
    const read = () => setPlace(readPlace(since));
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, [since]);
  const link = useCallback(
    (change: Partial<Place>) => formatPlace(withTimes({ ...place, ...change })),
    [place],
  );
  const go = useCallback(
    (change: Partial<Place>) => {
      location.hash = link(change);
    },
    [link],
  );
  return { place, go, link };
}

const Current = createContext<Navigation | undefined>(undefined);
export const NavigationProvider = Current.Provider;

/** The navigation of the page, below its provider. */
export function usePlace(): Navigation {
  const navigation = useContext(Current);
  if (!navigation) throw new Error('usePlace needs a NavigationProvider above it.');
  return navigation;
}
