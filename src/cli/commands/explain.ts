import type { Command } from 'commander';
import { jsonLine } from '../output/control-characters';
import { type Io, write } from '../output/io';
import { formatSheet } from '../output/sheet';
import { command } from '../shell/command';
import { withAudit } from '../shell/connect';
import { addFilterOptions } from '../shell/filter-options';
import { searchKeyOption, toKeyedQuery } from '../shell/key-option';
import {
  addOrderOption,
  addPlaceOptions,
  addTimeOptions,
  outputOption,
  type PlaceOptions,
} from '../shell/options';

interface ExplainOptions extends PlaceOptions {
  key?: Record<string, string>;
  output: 'table' | 'json';
}

const OPTIONS = [addPlaceOptions, addFilterOptions, addTimeOptions, addOrderOption];

const EXAMPLES = [
  '--local ./audit --table Music --access write --since 7d',
  '--stack Audit --action GetItem --source-ip 203.0.113.7',
  '--stack Audit --table Music --key Artist=Nina --since 30d',
];

export const explainCommand = (io: Io): Command =>
  command('explain', 'Show which index or files answer a search, and the cost of a page', OPTIONS, EXAMPLES)
    .addOption(searchKeyOption())
    .addOption(outputOption(io, ['table', 'json'], 'json'))
    .action((options: ExplainOptions) =>
      withAudit(io, options, async ({ log }) => {
        const explanation = await log.explain(toKeyedQuery({ ...options }));
        await write(
          io.stdout,
          options.output === 'json' ? `${jsonLine(explanation)}\n` : formatSheet(explanation),
        );
      }),
    );
