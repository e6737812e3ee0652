/**
 * What most records have in common, and words that many records have. A search is fast if it looks for
 * bytes that this text does not have.
 */
export const TYPICAL_TEXT =
  '{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLE:session","arn":"arn:aws:sts' +
  '::111122223333:assumed-role/service-role/session","accountId":"111122223333","accessKeyId":"ASIAEXAMPLE","sessionCon' +
  'text":{"sessionIssuer":{"type":"Role","userName":"role"},"attributes":{"creationDate":"2026-01-01T00:00:00Z","mfaAut' +
  'henticated":"false"}},"invokedBy":"lambda.amazonaws.com"},"eventTime":"2026-01-01T00:00:00Z","eventSource":"s3.amazo' +
  'naws.com","eventName":"GetObject","awsRegion":"us-east-1","sourceIPAddress":"10.0.0.1","userAgent":"aws-sdk-java/1.1' +
  '1 Linux/5.10.amzn2.x86_64 exec-env/AWS_Lambda_java11","requestParameters":{"bucketName":"example","maxResults":100},' +
  '"responseElements":null,"additionalEventData":{"bytesTransferredIn":0.0},"requestID":"a1b2","eventID":"c3d4","readOn' +
  'ly":true,"resources":[{"ARN":"arn:aws:s3:::example/key","type":"AWS::S3::Object"}],"eventType":"AwsApiCall","apiVers' +
  'ion":"2006-03-01","managementEvent":true,"recipientAccountId":"111122223333","sharedEventID":"e5f6","eventCategory":' +
  '"Management","tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"' +
  'example.s3.amazonaws.com"}}' +
  'DescribeInstances running instance-state-name filterSet valueSet networkInterfaceId securityGroupIds tagSet logging' +
  'Configuration logGroupName logStreamName encryptionContext aws:dynamodb:tableName SYMMETRIC_DEFAULT AssumeRole role' +
  'SessionName durationSeconds credentials sessionToken expiration policyDocument Statement Effect Allow Action Resour' +
  'ce Condition aws-sdk-nodejs os/linux lang/js md/nodejs api/dynamodb Boto3 md/Botocore lang/python cfg/retry-mode aut' +
  'oscaling application configuration notification is not authorized to perform because no identity-based policy allows';
