import { PassThrough } from 'node:stream';
import { startProgress } from '../../src/cli/output/progress';

/** What was written to a terminal, piece by piece. */
function terminal() {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  let output = '';
  stream.on('data', (piece: Buffer) => {
    output += piece.toString();
  });
  return { stream, read: () => output };
}

describe('the progress of an ingest', () => {
  it('is nothing until it is known how much there is to read', async () => {
    const { stream, read } = terminal();
    const progress = await startProgress(stream);
    progress.stop();
    expect(read()).toContain(' 0 %  0 B of 0 B');
    expect(read()).not.toContain('100 %');
  });

  it('counts bytes, and leaves the terminal as it was', async () => {
    const { stream, read } = terminal();
    const progress = await startProgress(stream);
    progress.plan(2_000_000);
    progress.add(500_000);
    progress.stop();
    expect(read()).toContain(' 25 %  500 kB of 2.00 MB');
    // Shows the cursor again, wraps lines again, and goes back to where it was.
    expect(read()).toMatch(/\u001b\[\?25h.*\u001b\[\?7h.*\u001b8/);
  });
});
