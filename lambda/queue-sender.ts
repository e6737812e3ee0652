import { S3Client } from '@aws-sdk/client-s3';
import { createSendMessages, type SendMessages } from '../src/aws/send-messages';
import { functionCredentials } from './function-credentials';

/** SQS answers within milliseconds. A request without an answer after this time is sent again. */
const ANSWER_MILLISECONDS = 5_000;

/** Sends messages to queues in the Region of this function, with its credentials. */
export const queueSender = (): SendMessages =>
  createSendMessages(
    new S3Client({
      credentials: functionCredentials,
      requestHandler: { requestTimeout: ANSWER_MILLISECONDS, throwOnRequestTimeout: true },
    }),
    process.env.AWS_REGION ?? '',
  );
