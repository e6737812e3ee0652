import { CommitLog } from '../../src/local/folder/commit-log';
import { commitChange, writeChange } from './made-up-folders';

// A process of its own that commits until it is killed, and says which segment is committed.
async function appendForever(folder: string, links: boolean): Promise<void> {
  const log = new CommitLog(folder, { links });
  for (;;) {
    const change = await writeChange(folder);
    await commitChange(log, change);
    process.stdout.write(`${change.addSegments[0]!.id}\n`);
  }
}

appendForever(process.argv[2]!, process.argv[3] === 'links').catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
