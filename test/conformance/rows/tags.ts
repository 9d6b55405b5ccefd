/** TagResource, UntagResource, ListTagsOfResource: rules in the order in which they are checked. */

import { answer, type Fault, Rows, refuse, type World } from '../row.js'
import { arnOf, IN_USE, onDemand } from './tables.js'
import { INVALID } from './texts.js'

export const tagRows = new Rows('TagResource')
export const untagRows = new Rows('UntagResource')
export const listTagsRows = new Rows('ListTagsOfResource')

const tag = (Key: string, Value = '') => ({ Key, Value })
const notFound = (arn: string): string =>
  `ResourceNotFoundException: Requested resource not found: ResourceArn: ${arn} not found`

const INDEX = `${arnOf('one')}/index/two`
const ARNS: readonly (readonly [arn: string, refusal: string])[] = [
  ['one', `${INVALID}ARNs must start with 'arn:': one`],
  ['arn:aws:s3:::one', `${INVALID}Provided Arn is not a DynamoDB resource arn: arn:aws:s3:::one`],
  ['arn:aws:dynamodb', `${INVALID}Provided Arn is not a DynamoDB resource arn: arn:aws:dynamodb`],
  [
    INDEX,
    `${INVALID}Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ${INDEX}`,
  ],
  [
    arnOf('one', 'us-west-2'),
    `Invalid TableArn: Invalid ResourceArn provided as input ${arnOf('one', 'us-west-2')}`,
  ],
  ['arn:aws:dynamodb:us-east-1:123456789012:table/one', 'AccessDeniedException: Access is denied'],
  [arnOf('a'), `Invalid TableArn: Invalid ResourceArn provided as input ${arnOf('a')}`],
]
/** The ARN is right, but there is nothing by it. */
const GONE = [arnOf('two'), `${arnOf('one')}/stream/2026-11-22T06:07:01.123`]

const ResourceArn = arnOf('one')
const world: World = {
  given: [{ operation: 'CreateTable', request: onDemand('one', { Tags: [tag('a', '1')] }) }],
}
const tagging = { operation: 'TagResource', base: { ResourceArn }, world }
const untagging = { operation: 'UntagResource', base: { ResourceArn }, world }
const listing = { operation: 'ListTagsOfResource', base: { ResourceArn }, world }

for (const [rows, suite, wrong, right] of [
  [tagRows, tagging, { Tags: [] }, { Tags: [tag('b')] }],
  [untagRows, untagging, { TagKeys: [] }, { TagKeys: ['b'] }],
  [listTagsRows, listing, {}, {}],
] as const) {
  rows.group('ARNs', () => {
    rows.refused(
      suite,
      ARNS.map(
        ([arn, refusal]): Fault => [
          `${arn} is told before tags`,
          { ...wrong, ResourceArn: arn },
          refusal,
        ],
      ),
    )
    rows.refused(
      suite,
      GONE.map(
        (arn): Fault => [`${arn} has nothing`, { ...right, ResourceArn: arn }, notFound(arn)],
      ),
    )
  })
}

const long = 'k'.repeat(129)
const value = 'v'.repeat(257)
const member = (shown: string, name: string, length: string) =>
  `1 validation error detected: Value ${shown} at 'tags.1.member.${name}' failed to satisfy constraint: Member must have length ${length}`
const TAGS: readonly (readonly [name: string, tags: readonly object[], refusal: string])[] = [
  ['none', [], 'Atleast one Tag needs to be provided as Input.'],
  [
    'an empty key (it may be told as bad characters are)',
    [tag('')],
    member("''", 'key', 'greater than or equal to 1'),
  ],
  [
    'a long key (it may be told as bad characters are)',
    [tag(long, '!')],
    member(`'${long}'`, 'key', 'less than or equal to 128'),
  ],
  ['a key with a bang', [tag('a!', '!')], 'The Tag Key provided is invalid, Key: a!'],
  ['a reserved key', [tag('aws:a', '!')], 'Tag Key cannot be prefixed with aws:, Key: aws:a'],
  ['a value with a bang', [tag('a', '!')], 'The Tag Value provided is invalid, Value: !'],
  [
    'a long value (it may be told as bad characters are)',
    [tag('a', value)],
    member(`'${value}'`, 'value', 'less than or equal to 256'),
  ],
  ['no value', [{ Key: 'a' }], 'The Tag Value provided is invalid, Value: null'],
  [
    'a key twice',
    [tag('a', '1'), tag('A'), tag('a', '2')],
    'Duplicate Tag Keys provided as input: Duplicate Tag Key found a',
  ],
  [
    'too many with those there are',
    Array.from({ length: 50 }, (_, n) => tag(`k${n}`)),
    'Number of Tags exceed the current limit for the provided ResourceArn',
  ],
]

tagRows.group('tags', () => {
  tagRows.refused(
    tagging,
    TAGS.map(([name, Tags, refusal]): Fault => [name, { Tags }, refusal]),
  )
})
untagRows.refused(untagging, [
  ['no key', { TagKeys: [] }, 'Atleast one Tag Key needs to be provided as Input.'],
])
listTagsRows.answered(listing, [['tags', {}, { Tags: [tag('a', '1')] }]])

const isTold = (...Tags: readonly object[]) =>
  answer('ListTagsOfResource', { ResourceArn }, { Tags })
const added = tag('team = ä_b.c:/@+-', 'Größe 1')
const SECOND = 1000
tagRows.story('tags are added and overwritten', world, [
  answer('TagResource', { ResourceArn, Tags: [added, tag('a', '2')] }, {}),
  isTold(tag('a', '2'), added),
])
const many = Array.from({ length: 49 }, (_, n) => tag(`k${n}`))
tagRows.story('50 tags', world, [
  answer('TagResource', { ResourceArn, Tags: many }, {}),
  isTold(tag('a', '1'), ...many),
  refuse(
    'TagResource',
    { ResourceArn, Tags: [tag('z')] },
    'Number of Tags exceed the current limit for the provided ResourceArn',
  ),
])
untagRows.story('tags are removed, whether or not there are', world, [
  answer('UntagResource', { ResourceArn, TagKeys: ['a', 'none'] }, {}),
  isTold(),
])
tagRows.story(
  'tags do not change while the table is being deleted',
  {
    given: [
      ...world.given,
      { wait: SECOND },
      {
        operation: 'DeleteTable',
        request: { TableName: 'one' },
      },
    ],
    transientStatusDuration: SECOND,
  },
  [
    refuse(
      'TagResource',
      { ResourceArn, Tags: [tag('b')] },
      `${IN_USE}Table is being deleted: one`,
    ),
    { wait: SECOND },
    refuse('ListTagsOfResource', { ResourceArn }, notFound(ResourceArn)),
  ],
)
