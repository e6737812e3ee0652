import { useCallback, useMemo, useState } from 'preact/hooks';
import type { Api } from './api/ask';
import { ApiProvider } from './api/use-answer';
import { Chips } from './parts/chips';
import { CompareBar } from './parts/compare-bar';
import { CoverageLine } from './parts/coverage-line';
import { EventDrawer } from './parts/event-drawer';
import { FilterBox } from './parts/filter-box';
import { Help } from './parts/help';
import { Value } from './parts/text';
import { TimePicker } from './parts/time-picker';
import { useKeys } from './parts/use-keys';
import type { View } from './place/place';
import { shiftTimes } from './place/time-range';
import { NavigationProvider, useNavigation } from './place/use-place';
import { AccessKeyView } from './views/access-key';
import { CompletenessView } from './views/completeness';
import { HealthView } from './views/health';
import { ItemView } from './views/item';
import { OverviewView } from './views/overview';
import { PrincipalView } from './views/principal';
import { SearchView } from './views/search';
import { TableView } from './views/table';
import type { ViewProps } from './views/view';

const VIEWS: Readonly<Record<View, readonly [label: string, (props: ViewProps) => preact.JSX.Element]>> = {
  overview: ['Overview', OverviewView],
  search: ['Search', SearchView],
  table: ['Table', TableView],
  principal: ['Principal', PrincipalView],
  'access-key': ['Access key', AccessKeyView],
  item: ['Item', ItemView],
  completeness: ['Completeness', CompletenessView],
  health: ['Health', HealthView],
};

interface AppProps {
  readonly api: Api;
  /** What is explored. */
  readonly audit: string;
  /** Time range at first. */
  readonly since: string | undefined;
}

/** The page. */
export function App({ api, audit, since }: AppProps) {
  const navigation = useNavigation(since);
  const { place, go, link } = navigation;
  const [coverage, setCoverage] = useState<Parameters<ViewProps['onCoverage']>[0]>();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const onCoverage = useCallback<ViewProps['onCoverage']>((given) => given && setCoverage(given), []);
  const keys = useMemo(() => {
    const shift = (windows: number) => go(shiftTimes(place, windows, Date.now() / 1_000));
    return {
      '/': () => document.getElementById('filter')?.focus(),
      '?': () => setHelpOpen(true),
      '[': () => shift(-1),
      ']': () => shift(1),
      c: place.event === undefined ? undefined : () => go({ compare: place.event }),
      Escape: place.event === undefined ? undefined : () => go({ event: undefined }),
    };
  }, [place, go]);
  useKeys(keys);
  const [label, CurrentView] = VIEWS[place.view];
  return (
    <ApiProvider value={api}>
      <NavigationProvider value={navigation}>
        <header>
          <div class="head">
            <h1>
              ddb-audit{' '}
              <span class="note">
                <Value>{audit}</Value>
              </span>
            </h1>
            <nav aria-label="Views">
              {Object.entries(VIEWS).map(([view, [name]]) => (
                <a
                  key={view}
                  href={link({ view: view as View })}
                  aria-current={view === place.view ? 'page' : undefined}
                >
                  {name}
                </a>
              ))}
            </nav>
            <button
              type="button"
              class="help"
              aria-label="Help"
              title="Help ( ? )"
              onClick={() => setHelpOpen(true)}
            >
              ?
            </button>
          </div>
          <div class="filters">
            <FilterBox />
            <TimePicker />
            <Chips />
          </div>
          {place.compare !== undefined && <CompareBar eventId={place.compare} />}
          <CoverageLine coverage={coverage} />
        </header>
        <div class={place.event === undefined ? 'content' : 'content with-drawer'}>
          <main aria-label={label}>
            <CurrentView onCoverage={onCoverage} />
          </main>
          {place.event !== undefined && <EventDrawer eventId={place.event} />}
        </div>
        {isHelpOpen && <Help onClose={() => setHelpOpen(false)} />}
      </NavigationProvider>
    </ApiProvider>
  );
}
