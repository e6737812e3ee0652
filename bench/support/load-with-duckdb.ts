/** Runs `loadWithDuckDb` as a program: folder of log files, folder to write. */
import { loadWithDuckDb } from './duckdb-alone';

const [logs = '', out = ''] = process.argv.slice(2);
void loadWithDuckDb(logs, out).then((loaded) => console.log(JSON.stringify(loaded)));
