import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Queue } from '../../assure/aws/queue';

/** The Region in the host name of a queue's URL. */
const REGION = /^sqs\.(?<region>[a-z0-9-]+)\./;

/**
 * Opens queues by their URLs, which say their Regions.
 * @param client lends its credentials, and the Region of a queue whose URL has none
 */
export async function queueOpener({ config }: DynamoDBClient): Promise<(url: string) => Queue> {
  const [{ createQueueRequest }, { openQueue }, region] = await Promise.all([
    import('../../aws/queue-request'),
    import('../../assure/aws/queue'),
    config.region(),
  ]);
  return (url) => {
    const named = REGION.exec(new URL(url).host)?.groups?.region;
    return openQueue(createQueueRequest(config, named ?? region), url);
  };
}
