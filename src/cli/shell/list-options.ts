import type { ListFormat } from '../output/list-writer';
import type { TableOptions } from '../output/table-options';
import type { PlaceOptions } from './options';

/** What a command that prints a list page by page is asked with, beside the filters. */
export interface ListOptions extends PlaceOptions, TableOptions {
  limit: number;
  lateness: number;
  nextToken?: string;
  output: ListFormat;
  color?: boolean;
}
