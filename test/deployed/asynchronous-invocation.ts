import { randomUUID } from 'node:crypto';
import type { InvocationResult } from '../support/lambda-function';
import type { DeployedFunction } from './deployed-function';

/** An event invoke configuration as its template has it, intrinsics resolved. */
export interface InvokeConfigProperties {
  readonly MaximumRetryAttempts: number;
  readonly DestinationConfig: { readonly OnFailure: { readonly Destination: string } };
}

/**
 * Invokes as S3, SNS and EventBridge do: again after a failure, without Lambda's minutes in between, and
 * after the last one the record of it is sent to the destination.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export async function invokeAsynchronously(
  target: DeployedFunction,
  { MaximumRetryAttempts, DestinationConfig }: InvokeConfigProperties,
  event: unknown,
  send: (arn: string, body: string) => Promise<void>,
): Promise<InvocationResult> {
  let result = await target.invoke(event);
  for (let retry = 0; 'error' in result && retry < MaximumRetryAttempts; retry += 1) {
    result = await target.invoke(event);
  }
  if ('error' in result) {
    const record = {
      version: '1.0',
      timestamp: new Date().toISOString(),
      requestContext: {
        requestId: randomUUID(),
        functionArn: `${target.name}:$LATEST`,
        condition: 'RetriesExhausted',
        approximateInvokeCount: MaximumRetryAttempts + 1,
      },
      requestPayload: event,
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: result.error,
    };
    await send(DestinationConfig.OnFailure.Destination, JSON.stringify(record));
  }
  return result;
}
