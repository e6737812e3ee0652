import {
  type ListPublicKeys,
  listedPublicKeys,
  type PublicKeyPage,
  parsePublicKeys,
  savedPublicKeys,
} from '../../src/assure/public-keys';
import { type SigningKey, savedKeys, signingKey } from '../support/digests';

const [FIRST, SECOND] = [signingKey(), signingKey('spki')];
const REQUEST = {
  region: 'eu-west-1',
  since: new Date('2026-03-14T09:00:48Z'),
  until: new Date('2026-03-14T12:00:48Z'),
};

const toPage = (keys: readonly SigningKey[], NextToken?: string): PublicKeyPage => ({
  PublicKeyList: keys.map(({ value, fingerprint }) => ({ Value: value, Fingerprint: fingerprint })),
  ...(NextToken && { NextToken }),
});

describe('keys that were saved', () => {
  it('are found by their fingerprints, in both encodings', async () => {
    const keys = savedPublicKeys(parsePublicKeys(savedKeys(FIRST, SECOND)));
    for (const { fingerprint } of [FIRST, SECOND]) {
      await expect(keys.find({ ...REQUEST, fingerprint })).resolves.toMatchObject({ isConsistent: true });
    }
    await expect(keys.find({ ...REQUEST, fingerprint: 'other' })).resolves.toBeUndefined();
  });

  it('tell when a fingerprint is not that of the key', () => {
    const [key] = parsePublicKeys(savedKeys({ ...FIRST, fingerprint: SECOND.fingerprint }));
    expect(key!.isConsistent).toBe(false);
  });

  it.each([
    ['no JSON', 'keys', /JSON/],
    ['no keys', '{"PublicKeyList":[]}', /contains no keys/],
    ['another document', '{"Trails":[]}', /PublicKeyList/],
    ['a value that is not base64', '{"PublicKeyList":[{"Value":"%","Fingerprint":"1"}]}', /Value/],
    ['a value that is no key', '{"PublicKeyList":[{"Value":"AAAA","Fingerprint":"1"}]}', /not an RSA key/],
  ])('must be as AWS prints them, not %s', (_, text, message) => {
    expect(() => parsePublicKeys(text)).toThrow(
      expect.objectContaining({ code: 'InvalidArgument', message: expect.stringMatching(message) }),
    );
  });
});

describe('keys that CloudTrail lists', () => {
  it('are read in the Region of the log files, from all pages, and once', async () => {
    const calls: unknown[] = [];
    const list: ListPublicKeys = async (region, { NextToken }) => {
      calls.push({ region, NextToken });
      return NextToken ? toPage([SECOND]) : toPage([FIRST], 'more');
    };
    const keys = listedPublicKeys(list);
    const find = ({ fingerprint }: SigningKey) => keys.find({ ...REQUEST, fingerprint });
    await expect(Promise.all([find(SECOND), find(FIRST)])).resolves.toEqual([
      expect.objectContaining({ fingerprint: SECOND.fingerprint }),
      expect.objectContaining({ fingerprint: FIRST.fingerprint }),
    ]);
    expect(calls).toEqual([
      { region: 'eu-west-1', NextToken: undefined },
      { region: 'eu-west-1', NextToken: 'more' },
    ]);
  });

  it('may lack a fingerprint', async () => {
    const keys = listedPublicKeys(async () => toPage([FIRST]));
    await expect(keys.find({ ...REQUEST, fingerprint: SECOND.fingerprint })).resolves.toBeUndefined();
  });

  it('are never none', async () => {
    const keys = listedPublicKeys(async () => toPage([]));
    await expect(keys.find({ ...REQUEST, fingerprint: FIRST.fingerprint })).rejects.toMatchObject({
      code: 'ServiceFailed',
      message: expect.stringMatching(/^No public keys found in eu-west-1 between 2026-03-14T00:00/),
    });
  });

  it('are asked for again after a failure, which is passed on', async () => {
    let calls = 0;
    const throttled = new Error('ThrottlingException');
    const keys = listedPublicKeys(async () => {
      calls += 1;
      if (calls === 1) throw throttled;
      return toPage([FIRST]);
    });
    const find = () => keys.find({ ...REQUEST, fingerprint: FIRST.fingerprint });
    await expect(find()).rejects.toBe(throttled);
    await expect(find()).resolves.toMatchObject({ fingerprint: FIRST.fingerprint });
  });
});
