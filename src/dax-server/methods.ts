/** The methods of DAX's protocol: their numbers, and how many values a message of each has behind it. */

interface Method {
  readonly name: string
  readonly arity: number
}

/** The service that all methods are of. */
export const SERVICE_ID = 1

export const METHODS: ReadonlyMap<number, Method> = new Map([
  [1_489_122_155, { name: 'authorizeConnection', arity: 5 }],
  [-697_851_100, { name: 'BatchGetItem', arity: 2 }],
  [116_217_951, { name: 'BatchWriteItem', arity: 2 }],
  [670_678_385, { name: 'defineAttributeList', arity: 1 }],
  [-1_230_579_644, { name: 'defineAttributeListId', arity: 1 }],
  [-742_646_399, { name: 'defineKeySchema', arity: 1 }],
  [1_013_539_361, { name: 'DeleteItem', arity: 3 }],
  [455_855_874, { name: 'endpoints', arity: 0 }],
  [263_244_906, { name: 'GetItem', arity: 3 }],
  [-2_106_490_455, { name: 'PutItem', arity: 4 }],
  [-931_250_863, { name: 'Query', arity: 3 }],
  [-1_875_390_620, { name: 'Scan', arity: 2 }],
  [1_866_287_579, { name: 'TransactGetItems', arity: 4 }],
  [-1_160_037_738, { name: 'TransactWriteItems', arity: 9 }],
  [1_425_579_023, { name: 'UpdateItem', arity: 3 }],
])
