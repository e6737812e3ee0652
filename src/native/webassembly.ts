// The type library of this program has no WebAssembly: these are the two classes used.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: unknown };
};

/**
 * Makes instances of a module of src/native/assembly/, each with a memory of its own; compiled when the first is made.
 * @param base64 the module's bytes, as `npm run generate:wasm` keeps them
 */
export function webAssemblyModule<Exports>(base64: string): () => Exports {
  let compiled: object | undefined;
  return () => {
    compiled ??= new WebAssembly.Module(Buffer.from(base64, 'base64'));
    return new WebAssembly.Instance(compiled).exports as Exports;
  };
}
