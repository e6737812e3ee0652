import type { Answer } from '../../src/http/operations';

/** What every view gets. */
export interface ViewProps {
  /** Called with how complete the answers of the view are. */
  readonly onCoverage: (coverage: Answer<'searchEvents'>['coverage'] | undefined) => void;
}
