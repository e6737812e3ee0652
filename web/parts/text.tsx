import { visible } from '../../src/cli/output/control-characters';

/**
 * A value of an event. It may be hostile: characters that would change the direction or the lines of the text are shown
 * as escapes.
 */
export const Value = ({ children }: { readonly children: string }) => <bdi>{visible(children)}</bdi>;

/** What is shown instead of an answer that did not come. */
export const Problem = ({ message, retry }: { readonly message: string; readonly retry?: () => void }) => (
  <div class="problem" role="alert">
    <p>
      <Value>{message}</Value>
    </p>
    {retry && (
      <button type="button" onClick={retry}>
        Try again
      </button>
    )}
  </div>
);

/** Sentences that belong to an answer. */
export const Notices = ({ notices }: { readonly notices: readonly string[] }) =>
  notices.length > 0 ? (
    <div class="notices" role="status">
      {notices.map((notice) => (
        <p key={notice}>
          <Value>{notice}</Value>
        </p>
      ))}
    </div>
  ) : null;

/** Sentences that belong to every answer of a kind: what it does not cover. */
export const Notes = ({ notes }: { readonly notes: readonly string[] }) => (
  <>
    {notes.map((note) => (
      <p key={note} class="note">
        <Value>{note}</Value>
      </p>
    ))}
  </>
);
