import { fromNodeProviderChain } from '@aws-sdk/credential-providers';

/** Credentials are in the environment, or one request on the same machine away. */
const CREDENTIALS_MILLISECONDS = 2_000;

/**
 * Provides the credentials of the function to a client, which keeps them until shortly before they expire.
 * The SDK's own chain waits without a limit, and lets later calls wait for the same request: if it hung once,
 * every later invocation would fail. So each call starts anew, and ends in time.
 * @throws an error that the client retries, if the credentials do not arrive in time
 */
export async function functionCredentials() {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(noCredentials()), CREDENTIALS_MILLISECONDS);
  });
  try {
    return await Promise.race([fromNodeProviderChain()(), late]);
  } finally {
    clearTimeout(timer);
  }
}

const noCredentials = () =>
  Object.assign(
    new Error(`The credentials did not arrive within ${CREDENTIALS_MILLISECONDS / 1000} seconds.`),
    {
      name: 'TimeoutError', // A name that clients retry.
    },
  );
