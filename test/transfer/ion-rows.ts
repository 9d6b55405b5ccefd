/** Items, and the text that exports in Ion have of them. */

import { type Item, NumberValue } from '../../src/types/attribute.js'
import { bytes, dataOf } from '../expressions/harness.js'

/** As the developer guide has it, and what it does not tell. */
export const ION_ROWS: readonly {
  readonly name: string
  readonly item: Item
  readonly ion: string
}[] = [
  {
    name: 'the book of the developer guide',
    item: {
      Authors: new Set(['Author1', 'Author2']),
      Dimensions: '8.5 x 11.0 x 1.5',
      Id: 103,
      InPublication: false,
      PageCount: 600,
      Price: 2000,
    },
    ion:
      '{Authors:$dynamodb_SS::["Author1","Author2"],Dimensions:"8.5 x 11.0 x 1.5",Id:103.,' +
      'InPublication:false,PageCount:6d2,Price:2d3}',
  },
  {
    name: 'a value of each other type',
    item: {
      l: [1, 'a', []],
      m: { a: {} },
      b: bytes(1, 2, 3),
      none: bytes(),
      no: null,
      yes: true,
      ns: new Set([1, 20]),
      bs: new Set([bytes(0)]),
    },
    ion:
      '{l:[1.,"a",[]],m:{a:{}},b:{{AQID}},none:{{}},no:null,yes:true,ns:$dynamodb_NS::[1.,2d1],' +
      'bs:$dynamodb_BS::[{{AA==}}]}',
  },
  {
    name: 'numbers with the point, or the exponent, where the Java library has it',
    item: {
      l: [0, -1, -600, 1.5, -0.25, 1e-6, 1.5e-6, 1e-7, 2.5e-7, 1e125, -1e-130, 2 ** 53],
      n: new NumberValue('12345678901234567890.5'),
      o: new NumberValue('-98765432109876543210987654321098765432'),
      p: new NumberValue('12345678901234567890000'),
    },
    ion:
      '{l:[0.,-1.,-6d2,1.5,-0.25,0.000001,0.0000015,1d-7,25d-8,1d125,-1d-130,9007199254740992.],' +
      'n:12345678901234567890.5,o:-98765432109876543210987654321098765432.,p:1234567890123456789d4}',
  },
  {
    name: 'names that are not symbols by themselves in quotation marks',
    item: dataOf([
      ['a b', 1],
      ['', 2],
      ["it's", 3],
      ['"\\\n', 4],
      ['null', 5],
      ['$10', 6],
      ['1a', 7],
      ['__proto__', 8],
      ['nan', 9],
      ['é', 11],
      ['nano', 12],
    ]),
    ion:
      "{'a b':1.,'':2.,'it\\'s':3.,'\\\"\\\\\\n':4.,'null':5.,'$10':6.,'1a':7.,__proto__:8.,'nan':9.," +
      "'é':11.,nano:12.}",
  },
  {
    name: 'text with what Ion escapes, and without half characters',
    item: { a: '"\\\n\t\0\x1f\x7f\u2028é😀', b: 'a\ud800b', "'''": "'''" },
    ion: "{a:\"\\\"\\\\\\n\\t\\u0000\\u001f\x7f\u2028é😀\",b:\"a\ufffdb\",'\\'\\'\\'':\"'''\"}",
  },
]
