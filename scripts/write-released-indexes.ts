// Run when a release is made: what it deploys is what the next one is compared with.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { currentIndexes } from '../lib/index-changes';
import { version } from '../package.json';

const file = join(__dirname, '..', 'lib', 'released-indexes.json');
writeFileSync(file, `${JSON.stringify({ release: version, indexes: currentIndexes() }, null, 2)}\n`);
