// TypeScript's library for Node has no WebAssembly types; these are the two classes used here.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: unknown };
};

/** A module of src/native/assembly/. It is compiled when its first instance is made. */
export class WasmModule<Exports> {
  #compiled: object | undefined;

  /** @param base64 bytes of the module, as `npm run generate:wasm` writes them */
  constructor(private readonly base64: string) {}

  /** Makes an instance with its own memory. */
  instantiate(): Exports {
    this.#compiled ??= new WebAssembly.Module(Buffer.from(this.base64, 'base64'));
    return new WebAssembly.Instance(this.#compiled).exports as Exports;
  }
}
