/** What capacity and storage cost. */

/** Dollars for a class of tables. */
export interface ClassPrices {
  /** A million read request units, of a table that is paid for by the request. */
  readonly millionReadRequestUnits: number
  readonly millionWriteRequestUnits: number
  /** One read capacity unit, provisioned for an hour. */
  readonly readCapacityUnitHour: number
  readonly writeCapacityUnitHour: number
  /** A gigabyte (2³⁰ bytes), stored for a month of 730 hours. */
  readonly gigabyteMonth: number
}

/** Dollars. */
export interface Prices {
  readonly standard: ClassPrices
  /** Tables of the class STANDARD_INFREQUENT_ACCESS. */
  readonly infrequentAccess: ClassPrices
  /** A million calls of GetRecords on a stream. */
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
