/** What capacity and storage cost. */

/** What a class of tables costs. */
export interface ClassPrices {
  /** Dollars: a million read request units, of a table that is paid for by the request. */
  readonly millionReadRequestUnits: number
  /** Dollars: a million write request units. */
  readonly millionWriteRequestUnits: number
  /** Dollars: a read capacity unit, provisioned for an hour. */
  readonly readCapacityUnitHour: number
  /** Dollars: a write capacity unit, provisioned for an hour. */
  readonly writeCapacityUnitHour: number
  /** Dollars: a gigabyte (2³⁰ bytes), stored for a month of 730 hours. */
  readonly gigabyteMonth: number
}

/** Prices in dollars. */
export interface Prices {
  /** Tables of the class STANDARD. */
  readonly standard: ClassPrices
  /** Tables of the class STANDARD_INFREQUENT_ACCESS. */
  readonly infrequentAccess: ClassPrices
  /** Dollars: a million calls of GetRecords on a stream. */
  readonly millionStreamReads: number
}

/**
 * The service's prices of November 2024, US East (N. Virginia), without free tiers, reserved capacity and taxes.
 *
 * Source: "Amazon DynamoDB pricing", after on-demand throughput was halved on 1 November 2024.
 */
export const PRICES: Prices = {
  standard: {
    millionReadRequestUnits: 0.125,
    millionWriteRequestUnits: 0.625,
    readCapacityUnitHour: 0.00013,
    writeCapacityUnitHour: 0.00065,
    gigabyteMonth: 0.25,
  },
  infrequentAccess: {
    millionReadRequestUnits: 0.155,
    millionWriteRequestUnits: 0.78,
    readCapacityUnitHour: 0.00016,
    writeCapacityUnitHour: 0.00081,
    gigabyteMonth: 0.1,
  },
  millionStreamReads: 0.2,
}
