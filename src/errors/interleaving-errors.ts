/** What goes wrong when a program is run in one order of its calls after another. */

/** A program did not do what it had done before, though its calls were answered in the same order. */
export class OrderDiverged extends Error {
  override readonly name = 'OrderDiverged'

  /** `expected` and `found` say what calls are, such as `PutItem Orders`; `after` counts the calls before. */
  constructor({
    after,
    expected,
    found,
  }: {
    readonly after: number
    readonly expected: string
    readonly found: string
  }) {
    super(
      `After ${after} calls in the same order the program went on in another way: expected ${expected}, found ${found}. ` +
        'Orders are found by running it again and again, so what it does may depend on nothing but the answers to its ' +
        'calls: seed what it draws by lot, give it a clock that stands still, and let it wait for no time of the machine.',
    )
  }
}

/** A program waits, and no call that could be answered is there. */
export class ProgramStuck extends Error {
  override readonly name = 'ProgramStuck'

  constructor({ after, milliseconds }: { readonly after: number; readonly milliseconds: number }) {
    super(
      `After ${after} calls the program has waited for ${milliseconds} ms, and for no call: all that it sent are answered. ` +
        'Is there a promise that nobody settles, or a client of another database? If it does wait for something so long, ' +
        'set idleTimeMax.',
    )
  }
}

/** A program makes calls without end, at least in one order of them. */
export class TooManyCalls extends Error {
  override readonly name = 'TooManyCalls'

  constructor(callsMax: number) {
    super(
      `The program has made ${callsMax} calls, and makes more. If it does end in every order, set callsMax.`,
    )
  }
}

/** What `throwIfFailed` throws: an order of calls in which a program does what it should not. */
export class OrderFailed extends Error {
  override readonly name = 'OrderFailed'

  /** @param report which order, as lines */
  constructor(report: string, cause: unknown) {
    super(report, { cause })
  }
}

export const checkReturnedFalse = (): Error => new Error('check returned false')
