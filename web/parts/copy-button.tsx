import { useState } from 'preact/hooks';

/** Copies a text to the clipboard. */
export function CopyButton({ text }: { readonly text: string }) {
  const [copied, setCopied] = useState<string>();
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(text);
  };
  return (
    <button type="button" onClick={copy}>
      {copied === text ? 'Copied' : 'Copy'}
    </button>
  );
}
