/** Renews the table of indexes in docs/data-model.md. `npm run data-model-document`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withIndexTable } from './data-model-document';

const path = join(__dirname, '..', 'docs', 'data-model.md');
writeFileSync(path, withIndexTable(readFileSync(path, 'utf8')));
