/** The operations on items, and what each request of theirs does, for policies. */

import type { OperationName } from '../../validation/request.js'
import type { Element } from './element.js'
import {
  batchGetElements,
  batchWriteElements,
  transactGetElements,
  transactWriteElements,
} from './multi-elements.js'
import {
  deleteElement,
  getElement,
  putElement,
  queryElement,
  scanElement,
  updateElement,
} from './single-elements.js'
import {
  batchStatementElements,
  statementElement,
  transactStatementElements,
} from './statement-elements.js'

/** The operations on items. */
export type ItemOperationName =
  | 'BatchExecuteStatement'
  | 'BatchGetItem'
  | 'BatchWriteItem'
  | 'DeleteItem'
  | 'ExecuteStatement'
  | 'ExecuteTransaction'
  | 'GetItem'
  | 'PutItem'
  | 'Query'
  | 'Scan'
  | 'TransactGetItems'
  | 'TransactWriteItems'
  | 'UpdateItem'

type Elements = readonly (Element | undefined)[]

const ELEMENTS: Readonly<Record<ItemOperationName, (request: never) => Element | Elements>> = {
  BatchExecuteStatement: batchStatementElements,
  BatchGetItem: batchGetElements,
  BatchWriteItem: batchWriteElements,
  DeleteItem: deleteElement,
  ExecuteStatement: statementElement,
  ExecuteTransaction: transactStatementElements,
  GetItem: getElement,
  PutItem: putElement,
  Query: queryElement,
  Scan: scanElement,
  TransactGetItems: transactGetElements,
  TransactWriteItems: transactWriteElements,
  UpdateItem: updateElement,
}

export function isItemOperation(operation: OperationName): operation is ItemOperationName {
  return Object.hasOwn(ELEMENTS, operation)
}

/**
 * What a request does, one element after another; undefined for statements of a batch that are none.
 *
 * @param request as its parser returned it
 * @throws ValidationException if it is a statement, or has one, that is none
 */
export function elementsOf(operation: ItemOperationName, request: object): Elements {
  const found = ELEMENTS[operation](request as never)
  return 'action' in found ? [found] : found
}
