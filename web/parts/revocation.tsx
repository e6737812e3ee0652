import { useMemo } from 'preact/hooks';
import type { EventRecord } from '../api/questions';
import { planRevocation } from '../stories/revoke';
import { toIso } from '../text/time';
import { Command } from './command';
import { Value } from './text';

interface RevocationProps {
  readonly accessKey: string;
  /** Calls that used the key. */
  readonly calls: readonly EventRecord[];
}

/** What to revoke, with the commands to copy. Nothing is run from here. */
export function Revocation({ accessKey, calls }: RevocationProps) {
  const measures = useMemo(
    () => planRevocation(accessKey, calls, toIso(Date.now() / 1_000)),
    [accessKey, calls.length],
  );
  return (
    <section class="panel" aria-label="What to revoke">
      <h2>What to revoke</h2>
      <ol class="measures">
        {measures.map(({ what, commands }) => (
          <li key={what}>
            <Value>{what}</Value>
            {commands.map((command) => (
              <Command key={command} text={command} />
            ))}
          </li>
        ))}
      </ol>
      <p class="note">
        The explorer runs none of these. Calls of other services, such as those that opened further sessions
        (AssumeRole), are not in this audit: look for them in CloudTrail, too.
      </p>
    </section>
  );
}
