/**
 * Records the indexes of a release in lib/released-indexes.json; the next release is compared with them.
 * Run it only when a release is made: `npm run generate` leaves it out.
 */
import { currentIndexes } from '../lib/index-changes';
import { version } from '../package.json';
import { writeGenerated } from './generated-files';

const content = `${JSON.stringify({ release: version, indexes: currentIndexes() }, null, 2)}\n`;
writeGenerated({ 'lib/released-indexes.json': content });
