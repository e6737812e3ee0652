import { createContext } from 'preact';
import { useCallback, useContext, useEffect, useState } from 'preact/hooks';
import { formatPlace, type Place, parsePlace } from './place';

/** Where the page is, and how to go elsewhere. */
export interface Navigation {
  readonly place: Place;
  /** Goes to a place that differs from this one in some respects. The browser's Back returns here. */
  readonly go: (change: Partial<Place>) => void;
  /** The address of such a place, for links. */
  readonly link: (change: Partial<Place>) => string;
}

/** @param since time range of an address without any */
export function useNavigation(since: string | undefined): Navigation {
  const [place, setPlace] = useState(() => parsePlace(location.hash, since));
  useEffect(() => {
    const read = () => setPlace(parsePlace(location.hash, since));
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, [since]);
  const link = useCallback((change: Partial<Place>) => formatPlace({ ...place, ...change }), [place]);
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
