import type { Command } from 'commander';
import { jsonLine } from '../output/control-characters';
import { type Io, write } from '../output/io';
import { formatSheet } from '../output/sheet';
import { command } from '../shell/command';
import { withAudit } from '../shell/connect';
import { addFilterOptions, toQuery } from '../shell/filter-options';
import {
  addOrderOption,
  addPlaceOptions,
  addTimeOptions,
  outputOption,
  type PlaceOptions,
} from '../shell/options';

const OPTIONS = [addPlaceOptions, addFilterOptions, addTimeOptions, addOrderOption];

const EXAMPLES = [
  '--local ./audit --table Music --access write --since 7d',
  '--stack Audit --action GetItem --source-ip 203.0.113.7',
];

export const explainCommand = (io: Io): Command =>
  command('explain', 'Show which index or files answer a search, and the cost of a page', OPTIONS, EXAMPLES)
    .addOption(outputOption(io, ['table', 'json'], 'json'))
    .action((options: PlaceOptions & { output: 'table' | 'json' }) =>
      withAudit(io, options, async ({ log }) => {
        const explanation = await log.explain(toQuery({ ...options }));
        await write(
          io.stdout,
          options.output === 'json' ? `${jsonLine(explanation)}\n` : formatSheet(explanation),
        );
      }),
    );
