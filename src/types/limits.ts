/** The service's limits (DynamoDB developer guide, "Quotas and limits", and observed behaviour). */

/** Bytes of an item, names and values: 400 KB. */
export const ITEM_SIZE_MAX = 409_600
/** Bytes of a partition key value. */
export const PARTITION_KEY_SIZE_MAX = 2048
/** Bytes of a sort key value. */
export const SORT_KEY_SIZE_MAX = 1024
/** Bytes of an attribute name. */
export const ATTRIBUTE_NAME_SIZE_MAX = 65_535
/** Levels of nesting, the attribute itself being level 1. */
export const NESTING_MAX = 32
/** Significant digits of a number. */
export const NUMBER_DIGITS_MAX = 38
/** Bytes of an expression's text. */
export const EXPRESSION_SIZE_MAX = 4096
/** Bytes of all names, and of all values, that the placeholders of one request stand for: 2 MB each. */
export const PLACEHOLDERS_SIZE_MAX = 2 * 1_048_576
/** The largest index of a list element in a path. */
export const LIST_INDEX_MAX = 4_294_967_294
/** Operators in one expression. */
export const EXPRESSION_OPERATORS_MAX = 300
/** Values on the right-hand side of IN. */
export const IN_OPERANDS_MAX = 100
/** Bytes of the items that one page of Query or Scan evaluates: 1 MB. */
export const PAGE_SIZE_MAX = 1_048_576
/** Actions in one transaction. */
export const TRANSACTION_ACTIONS_MAX = 100
/** Bytes of one transaction: 4 MB. */
export const TRANSACTION_SIZE_MAX = 4 * 1_048_576
/** Keys in one BatchGetItem. */
export const BATCH_GET_KEYS_MAX = 100
/** Bytes of the items that one BatchGetItem returns: 16 MB. */
export const BATCH_GET_SIZE_MAX = 16 * 1_048_576
/** Puts and deletes in one BatchWriteItem. */
export const BATCH_WRITE_REQUESTS_MAX = 25
/** Segments of a parallel scan. */
export const SEGMENTS_MAX = 1_000_000
/** Bytes in a capacity unit of a read: 4 KB. */
export const READ_UNIT_SIZE = 4096
/** Bytes in a capacity unit of a write: 1 KB. */
export const WRITE_UNIT_SIZE = 1024
/** Provisioned capacity units a second of one table, for reads and for writes. */
export const TABLE_UNITS_MAX = 40_000
/** Provisioned capacity units a second of all tables of a region, for reads and for writes. */
export const ACCOUNT_UNITS_MAX = 80_000
/** Local secondary indexes of one table. */
export const LOCAL_INDEXES_MAX = 5
/** Global secondary indexes of one table. */
export const GLOBAL_INDEXES_MAX = 20
/** Attributes in the partition key of a global index, and as many in its sort key. */
export const INDEX_KEY_PARTS_MAX = 4
/** Attributes that all indexes of one table include by name. */
export const PROJECTED_NAMES_MAX = 100
/** Bytes of an item collection with its entries in local indexes: 10 GB. */
export const ITEM_COLLECTION_SIZE_MAX = 10 * 2 ** 30
/** Tags of one table. */
export const TAGS_MAX = 50
/** Table names on one page of ListTables. */
export const TABLE_NAMES_PAGE_MAX = 100
