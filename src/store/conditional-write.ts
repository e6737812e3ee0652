import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/**
 * Waits for a conditional write.
 * @param onError is called with any other error, and throws
 * @returns false if its condition did not hold
 */
export async function isWritten(
  write: Promise<unknown>,
  onError: (error: unknown) => never,
): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    return onError(error);
  }
}
