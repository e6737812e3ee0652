import { type IngestSettings, parseIngestSettings } from '../../settings/ingest-settings';
import { OPTIONAL_INDEX_NAMES } from '../../store/indexes';

/** Settings on one machine. Writes cost nothing, so every index covers all events and nothing expires. */
export const localSettings = (): IngestSettings =>
  parseIngestSettings({ dataEventIndexes: [...OPTIONAL_INDEX_NAMES], indexApplicationFailures: true });
