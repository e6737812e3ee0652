import { CopyButton } from './copy-button';

/** A command line, to copy. */
export const Command = ({ text }: { readonly text: string }) => (
  <div class="command">
    <code>{text}</code>
    <CopyButton text={text} />
  </div>
);
