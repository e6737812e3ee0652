import { type IngestSettings, parseIngestSettings } from '../settings/ingest-settings';
import { OPTIONAL_INDEX_NAMES } from '../store/indexes';

/** On one machine writes cost nothing: every index holds everything, for ever. */
export const localSettings = (): IngestSettings =>
  parseIngestSettings({ dataEventIndexes: [...OPTIONAL_INDEX_NAMES], indexApplicationFailures: true });
