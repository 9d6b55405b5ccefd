/** The operations on exports and imports. */

import { NAME } from './common-shapes.js'
import type { Operation } from './operation.js'
import {
  INTEGER,
  listOf,
  type NumberShape,
  oneOf,
  required,
  STRING,
  type StringShape,
  structure,
  TIMESTAMP,
} from './shape.js'
import {
  ATTRIBUTE_DEFINITIONS,
  BILLING_MODE,
  GLOBAL_INDEXES,
  KEY_SCHEMA,
  NOT_SERVED,
  ON_DEMAND_THROUGHPUT,
  PROVISIONED_THROUGHPUT,
  SSE_SPECIFICATION,
} from './table-operations.js'

const ARN_OF_JOB: StringShape = { kind: 'string', length: { min: 37, max: 1024 } }
/** Whether it is an ARN is judged by the operation, in words of its own. */
const TABLE_ARN: StringShape = { kind: 'string', length: { min: 1, max: 1024 } }
const BUCKET: StringShape = {
  kind: 'string',
  length: { max: 255 },
  pattern: /^[a-z0-9A-Z]+[.\-\w]*[a-z0-9A-Z]+$/,
}
const PREFIX: StringShape = { kind: 'string', length: { max: 1024 } }
const OWNER: StringShape = { kind: 'string', pattern: /^[0-9]{12}$/ }
const PAGE_SIZE: NumberShape = { ...INTEGER, range: { min: 1, max: 25 } }

export const EXPORT_TABLE_TO_POINT_IN_TIME: Operation = {
  members: {
    TableArn: required(TABLE_ARN),
    S3Bucket: required(BUCKET),
    S3BucketOwner: OWNER,
    S3Prefix: PREFIX,
    S3SseAlgorithm: oneOf('AES256', 'KMS'),
    S3SseKmsKeyId: { kind: 'string', length: { min: 1, max: 2048 } },
    ExportTime: TIMESTAMP,
    ClientToken: STRING,
    ExportFormat: oneOf('DYNAMODB_JSON', 'ION'),
    ExportType: oneOf('FULL_EXPORT', 'INCREMENTAL_EXPORT'),
    IncrementalExportSpecification: structure('IncrementalExportSpecification', {
      ExportFromTime: TIMESTAMP,
      ExportToTime: TIMESTAMP,
      ExportViewType: oneOf('NEW_IMAGE', 'NEW_AND_OLD_IMAGES'),
    }),
  },
}

export const DESCRIBE_EXPORT: Operation = { members: { ExportArn: required(ARN_OF_JOB) } }

export const LIST_EXPORTS: Operation = {
  members: { TableArn: TABLE_ARN, MaxResults: PAGE_SIZE, NextToken: STRING },
}

export const IMPORT_TABLE: Operation = {
  members: {
    S3BucketSource: required(
      structure('S3BucketSource', {
        S3Bucket: required(BUCKET),
        S3BucketOwner: OWNER,
        S3KeyPrefix: PREFIX,
      }),
    ),
    InputFormat: required(oneOf('ION', 'DYNAMODB_JSON', 'CSV')),
    InputFormatOptions: structure('InputFormatOptions', {
      Csv: structure('CsvOptions', {
        Delimiter: { kind: 'string', length: { min: 1, max: 1 }, pattern: /^[,;:|\t ]$/ },
        HeaderList: listOf(
          {
            kind: 'string',
            length: { min: 1, max: 65_536 },
            pattern: /^[\x20-\x21\x23-\x2B\x2D-\x7E]*$/,
          },
          { min: 1, max: 255 },
        ),
      }),
    }),
    InputCompressionType: oneOf('ZSTD', 'NONE', 'GZIP'),
    TableCreationParameters: required(
      structure('TableCreationParameters', {
        TableName: required(NAME),
        AttributeDefinitions: required(ATTRIBUTE_DEFINITIONS),
        KeySchema: required(KEY_SCHEMA),
        BillingMode: BILLING_MODE,
        ProvisionedThroughput: PROVISIONED_THROUGHPUT,
        OnDemandThroughput: ON_DEMAND_THROUGHPUT,
        SSESpecification: SSE_SPECIFICATION,
        GlobalSecondaryIndexes: GLOBAL_INDEXES,
        VectorIndexes: NOT_SERVED,
      }),
    ),
    ClientToken: STRING,
  },
}

export const DESCRIBE_IMPORT: Operation = { members: { ImportArn: required(ARN_OF_JOB) } }

export const LIST_IMPORTS: Operation = {
  members: { TableArn: TABLE_ARN, PageSize: PAGE_SIZE, NextToken: STRING },
}
