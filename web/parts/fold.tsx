import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

interface FoldProps {
  readonly label: string;
  readonly className?: string;
  readonly isOpen?: boolean;
  readonly onOpen?: () => void;
  /** Makes what is inside. Called only while it is open, so that nothing is asked in vain. */
  readonly children: () => ComponentChildren;
}

/** A part that opens and closes. */
export function Fold({ label, className, isOpen: initially = false, onOpen, children }: FoldProps) {
  const [isOpen, setOpen] = useState(initially);
  return (
    <details
      class={className}
      open={isOpen}
      onToggle={({ currentTarget: { open } }) => {
        setOpen(open);
        if (open) onOpen?.();
      }}
    >
      <summary>{label}</summary>
      {isOpen && children()}
    </details>
  );
}
