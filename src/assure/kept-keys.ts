import { type ListPublicKeys, type PublicKeys, toPublicKey } from './public-keys';

/** Where keys that were seen are kept, by Region and fingerprint. Values are DER. */
export interface KeyStore {
  find(region: string, fingerprint: string): Promise<Uint8Array | undefined>;
  keep(key: {
    readonly region: string;
    readonly fingerprint: string;
    readonly value: Uint8Array;
  }): Promise<void>;
}

/** Keys that were seen before. */
export const keptPublicKeys = (store: KeyStore): PublicKeys => ({
  async find({ region, fingerprint }) {
    const value = await store.find(region, fingerprint);
    return value && toPublicKey(value, fingerprint);
  },
});

/** Lists public keys, and keeps each. */
export const keepListed =
  (list: ListPublicKeys, store: KeyStore): ListPublicKeys =>
  async (region, parameters) => {
    const page = await list(region, parameters);
    const keep = page.PublicKeyList.map(({ Value, Fingerprint }) =>
      store.keep({ region, fingerprint: Fingerprint, value: Value }),
    );
    await Promise.all(keep);
    return page;
  };

/** Keys of a source that are remembered in memory. */
export function rememberedKeys(source: PublicKeys): PublicKeys {
  const known = new Map<string, ReturnType<PublicKeys['find']>>();
  return {
    async find(request) {
      const name = `${request.region}/${request.fingerprint}`;
      const found = known.get(name) ?? source.find(request);
      known.set(name, found);
      const key = await found.catch((error: unknown) => {
        known.delete(name);
        throw error;
      });
      // A later request may be for a time in which the key is listed.
      if (!key) known.delete(name);
      return key;
    },
  };
}
