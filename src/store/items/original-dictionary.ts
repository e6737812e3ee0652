/**
 * What an event's original is deflated against, in item formats 1 and 2. Two parts: pieces of JSON that
 * events of DynamoDB, DynamoDB Streams and DAX have in common, then a whole event of the usual shape
 * with the record's own fields filled in, so that what the item says in its attributes is not stored
 * a second time. Published in `docs/data-model/original-event.json`. Never change a format that was
 * ever released: items written with it could not be read any more. Add a new one.
 */
const PIECES: readonly string[] = [
  // Management events: responses of the table, its indexes, backups and DAX clusters.
  '{"eventVersion":"1.11","eventVersion":"1.10","eventVersion":"1.09","eventVersion":"1.05","eventVersion":"1.03",',
  '"invokedBy":"dynamodb.application-autoscaling.amazonaws.com","sourceIPAddress":"AWS Internal","userAgent":"AWS Internal",',
  '"responseElements":{"cluster":{"securityGroups":[{"securityGroupIdentifier":"sg-","status":"active"}],"parameterGroup":{"nodeIdsToReboot":[],"parameterGroupName":"default.dax1.0","parameterApplyStatus":"in-sync"},"clusterDiscoveryEndpoint":{"port":8111},"clusterArn":"arn:aws:dax:","status":"creating","subnetGroup":"default","sSEDescription":{"status":"ENABLED","kMSMasterKeyArn":"arn:aws:kms:"},"iamRoleArn":"arn:aws:iam::","clusterName":"","activeNodes":0,"totalNodes":3,"preferredMaintenanceWindow":"","nodeType":"dax.r4.large","replicationFactor":3',
  '"responseElements":{"backupDetails":{"backupArn":"","backupName":"","backupSizeBytes":0,"backupStatus":"CREATING","backupType":"USER","backupCreationDateTime":"","restoreSummary":{"sourceTableArn":"","restoreInProgress":true,"restoreDateTime":""},"continuousBackupsDescription":{"continuousBackupsStatus":"ENABLED","pointInTimeRecoveryDescription":{"pointInTimeRecoveryStatus":"DISABLED","pointInTimeRecoverySpecification":{"pointInTimeRecoveryEnabled":false},"recoveryPeriodInDays":35,',
  '"exportDescription":{"exportArn":"","exportStatus":"IN_PROGRESS","s3Bucket":"","exportFormat":"DYNAMODB_JSON","timeToLiveSpecification":{"attributeName":"","enabled":true},"streamSpecification":{"streamEnabled":true,"streamViewType":"NEW_AND_OLD_IMAGES"},"latestStreamArn":"","latestStreamLabel":"","policy":"{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Principal\\":{\\"AWS\\":\\"","revisionId":"","tags":[{"key":"","value":""}],"replicaUpdates":[{"create":{"regionName":"","limit":100,"exclusiveStartTableName":"",',
  '"requestParameters":{"provisionedThroughput":{"readCapacityUnits":10,"writeCapacityUnits":10},"keySchema":[{"attributeName":"","keyType":"HASH"},{"attributeName":"","keyType":"RANGE"}],"attributeDefinitions":[{"attributeType":"S","attributeName":""},{"attributeName":"","attributeType":"S"}],"billingMode":"PAY_PER_REQUEST","deletionProtectionEnabled":false,"globalSecondaryIndexes":[{"indexName":"","projection":{"projectionType":"ALL","sSESpecification":{"enabled":true,"sSEType":"KMS","kMSMasterKeyId":"","tableClass":"STANDARD","',
  '"responseElements":{"tableDescription":{"tableName":"","tableStatus":"CREATING","tableStatus":"UPDATING","tableStatus":"ACTIVE","tableStatus":"DELETING","attributeDefinitions":[],"keySchema":[],"creationDateTime":"Jan 1, 2026, 1:00:00 AM","itemCount":0,"tableSizeBytes":0,"tableId":"","tableArn":"","provisionedThroughput":{"numberOfDecreasesToday":0,"readCapacityUnits":0,"writeCapacityUnits":0,"lastIncreaseDateTime":""},"billingModeSummary":{"billingMode":"PAY_PER_REQUEST","lastUpdateToPayPerRequestDateTime":"","tableClassSummary":{"tableClass":"STANDARD"},"deletionProtectionEnabled":true,"warmThroughput":{"readUnitsPerSecond":12000,"writeUnitsPerSecond":4000,"status":"ACTIVE"}}},',
  // Users, and older orders of the identity's members.
  '"sessionContext":{"attributes":{"mfaAuthenticated":"true","creationDate":"2026-01-01T00:00:00Z"},"sessionIssuer":{},"ec2RoleDelivery":"2.0","sourceIdentity":"","invokedBy":"signin.amazonaws.com"},',
  // Data events: errors, parameters.
  '"errorCode":"AccessDenied","errorMessage":"User: arn:aws:sts:: is not authorized to perform: dynamodb: on resource: because no identity-based policy allows the  action",',
  '"errorCode":"ResourceNotFoundException","errorMessage":"Requested resource not found","errorCode":"ThrottlingException","errorCode":"ProvisionedThroughputExceededException","errorMessage":"The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.",',
  '"errorCode":"TransactionCanceledException","errorMessage":"Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed, None]",',
  '"errorCode":"ConditionalCheckFailedException","errorMessage":"The conditional request failed",',
  '"requestParameters":{"statement":"SELECT * FROM \\"\\" WHERE  = ***(Redacted) AND UPDATE  SET INSERT INTO  VALUE {\'\' : ***(Redacted), ","requestItems":[{"statement":"","shardIterator":"arn:aws:dynamodb:|1|AAAAAAAAAA",',
  '"requestParameters":{"requestItems":[{"operation":"ConditionCheck","operation":"Delete","operation":"Update","operation":"Put","tableName":"","items":[""],"returnValuesOnConditionCheckFailure":"ALL_OLD"},{"operation":"Put","tableName":"","key":{"pk":"","sk":""},',
  '"requestParameters":{"requestItems":{"":{"keys":[{"pk":"","sk":""},{"pk":"","requestItems":{"":[{"deleteRequest":{"key":{"pk":"","sk":""}}},{"putRequest":{"key":{"pk":"","sk":""},"items":["pk","sk"]}},{"putRequest":{"key":{"pk":"',
  '"consistentRead":true},"scanIndexForward":false,"select":"COUNT","indexName":"","keyConditionExpression":"#pk \\u003d :pk AND begins_with(#sk, :sk)","filterExpression":"","projectionExpression":"","expressionAttributeNames":{"#pk":"pk","#sk":"sk"},"limit":100,"scanIndexForward":true},"updateExpression":"SET #n0 \\u003d :v0, ADD REMOVE ","conditionExpression":"attribute_not_exists(#pk) attribute_exists(pk)","returnValues":"ALL_NEW","returnConsumedCapacity":"TOTAL","returnItemCollectionMetrics":"SIZE","totalSegments":4,"segment":0,"item":["pk","sk","id",',
  '"additionalEventData":{"vpcEndpointId":"vpce-","vpcEndpointAccountId":"","resources":[{"accountId":"","type":"AWS::DynamoDB::Stream","ARN":"","eventCategory":"Management","managementEvent":true,"readOnly":false,"sessionCredentialFromConsole":"true"}',
  '"tlsDetails":{"tlsVersion":"TLSv1.2","cipherSuite":"ECDHE-RSA-AES128-GCM-SHA256","clientProvidedHostHeader":"","keyExchange":"X25519MLKEM768"}}',
];

const TEMPLATE = [
  '{"eventVersion":"1.08","userIdentity":{"type":"{principalType}","principalId":"AIDA","arn":"{principalId}","accountId":"{accountId}","accessKeyId":"{accessKeyId}","userName":"{principalName}"},',
  '{"eventVersion":"1.11","userIdentity":{"type":"{principalType}","principalId":"AROA:{sessionName}","arn":"arn:aws:sts::{accountId}:assumed-role/{principalName}/{sessionName}","accountId":"{accountId}","accessKeyId":"{accessKeyId}",',
  '"sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROA","arn":"{principalId}","accountId":"{accountId}","userName":"{principalName}"},"webIdFederationData":{},"attributes":{"creationDate":"{eventDate}T","mfaAuthenticated":"false"}}},',
  '"eventTime":"{eventTime}","eventSource":"{eventSource}","eventName":"{eventName}","awsRegion":"{awsRegion}","sourceIPAddress":"{sourceIPAddress}","userAgent":"{userAgent}","errorCode":"{errorCode}","errorMessage":"",',
  '"requestParameters":{"tableName":"{resourceName}","key":{"pk":"","sk":""}},"responseElements":null,"requestID":"VV4KQNSO5AEMVJF66Q9ASUAAJG","eventID":"{eventId}","readOnly":true,',
  '"resources":[{"accountId":"{accountId}","type":"AWS::DynamoDB::Table","ARN":"{resource}"}],"eventType":"AwsApiCall","apiVersion":"2012-08-10","managementEvent":false,"recipientAccountId":"{accountId}",',
  '"eventCategory":"Data","tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"dynamodb.{awsRegion}.amazonaws.com"}}',
].join('');

/** The dictionary of item format 1: `pieces`, then `template` with `{…}` replaced by fields of the record. */
export const ORIGINAL_DICTIONARY = { pieces: PIECES.join(''), template: TEMPLATE } as const;
