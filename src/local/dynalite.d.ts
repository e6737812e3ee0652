declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** Folder of the LevelDB store; in memory unless set. */
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
    maxItemSizeKb?: number;
  }

  export default function dynalite(options?: DynaliteOptions): Server;
}

declare module 'dynalite/db' {
  import type { Readable } from 'node:stream';

  /** An iterator of abstract-level. */
  export interface Values {
    nextv(size: number): Promise<unknown[]>;
    close(): Promise<void>;
  }

  export type Write = { type: 'put'; key: string; value: unknown } | { type: 'del'; key: string };
  export type Done = (error: Error | null) => void;

  export interface Store {
    db: {
      open(): Promise<void>;
      put(key: string, value: unknown, done: Done): void;
      del(key: string, done: Done): void;
      batch(writes: readonly Write[], done: Done): void;
      values(range: object): Values;
      createValueStream(range: object): Readable;
    };
  }

  const databases: { create(options: object): Store };
  export default databases;
}
