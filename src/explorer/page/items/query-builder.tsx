/** The fields of a query: where, by which key, in which order, and with which filter. */

import { useState } from 'preact/hooks'
import { Problem } from '../parts/problem.js'
import {
  indexesOf,
  type KeyAttribute,
  keyShapeOf,
  type TableDescription,
} from '../tables/table-description.js'
import { pathTextOf } from './path.js'
import {
  type Condition,
  EVERYTHING,
  FILTER_OPERATORS,
  FILTER_TYPES,
  type FilterCondition,
  type Query,
  SORT_OPERATORS,
} from './query.js'

interface QueryBuilderProps {
  readonly table: TableDescription
  readonly query: Query
  /** Names of attributes, to choose from. */
  readonly names: readonly string[]
  readonly onChange: (query: Query) => void
  /** Asks. Throws what is wrong with the fields. */
  readonly onRun: () => void
}

const NEW_FILTER: FilterCondition = { path: '', operator: '=', type: 'S', values: [''] }
/** There is one builder on the page. */
const NAMES_ID = 'filter-names'
const HINT_ID = 'filter-hint'
const NEW_CONDITION: Condition = { operator: '=', values: ['', ''] }

/** The builder. `Enter` in any of its fields asks. */
export function QueryBuilder({ table, query, names, onChange, onRun }: QueryBuilderProps) {
  const [problem, setProblem] = useState<unknown>()
  const indexes = indexesOf(table)
  const { partition, sort } = keyShapeOf(table, query.index)
  const run = (event: Event): void => {
    event.preventDefault()
    try {
      onRun()
      setProblem(undefined)
    } catch (error) {
      setProblem(error)
    }
  }
  return (
    <form class="query" onSubmit={run}>
      <div class="row">
        {indexes.length > 0 && (
          <select
            aria-label="Table or index"
            value={query.index ?? ''}
            onChange={event => {
              const index = event.currentTarget.value || undefined
              onChange({ ...EVERYTHING, index, filters: query.filters })
            }}
          >
            <option value="">{table.TableName}</option>
            {indexes.map(({ IndexName }) => (
              <option key={IndexName} value={IndexName}>
                {IndexName}
              </option>
            ))}
          </select>
        )}
        {partition.map(({ name, type }, place) => (
          <input
            key={name}
            class="key-field"
            aria-label={`${name} (${type})`}
            placeholder={`${name}: any`}
            value={query.partition[place] ?? ''}
            onInput={event => {
              const value = event.currentTarget.value
              onChange({ ...query, partition: replaced(query.partition, place, value, '') })
            }}
          />
        ))}
        {sort.map((key, place) => (
          <SortField
            key={key.name}
            attribute={key}
            condition={query.sort[place] ?? NEW_CONDITION}
            onChange={condition =>
              onChange({ ...query, sort: replaced(query.sort, place, condition, NEW_CONDITION) })
            }
          />
        ))}
        {sort.length > 0 && (
          <label class="inline">
            <input
              type="checkbox"
              checked={query.isReversed}
              onChange={event => onChange({ ...query, isReversed: event.currentTarget.checked })}
            />
            descending
          </label>
        )}
        <button type="submit" class="primary">
          Run
        </button>
        <button
          type="button"
          onClick={() => onChange({ ...query, filters: [...query.filters, NEW_FILTER] })}
        >
          + Filter
        </button>
      </div>
      {query.filters.map((filter, place) => (
        <FilterField
          // A filter is what stands at its place.
          key={place}
          filter={filter}
          onChange={next =>
            onChange({ ...query, filters: replaced(query.filters, place, next, NEW_FILTER) })
          }
          onRemove={() =>
            onChange({ ...query, filters: query.filters.filter((_, each) => each !== place) })
          }
        />
      ))}
      {query.filters.length > 0 && (
        <>
          <datalist id={NAMES_ID}>
            {names.map(name => (
              <option key={name} value={pathTextOf(name)} />
            ))}
          </datalist>
          <p class="soft" id={HINT_ID}>
            Into maps and lists: <code>address.city</code>, <code>tags[0]</code>. A name with such
            signs is in quotes: <code>"a.b"</code>.
          </p>
        </>
      )}
      <Problem of={problem} />
    </form>
  )
}

function SortField({
  attribute: { name, type },
  condition,
  onChange,
}: {
  readonly attribute: KeyAttribute
  readonly condition: Condition
  readonly onChange: (condition: Condition) => void
}) {
  return (
    <>
      <Operator
        label={`${name}: operator`}
        of={SORT_OPERATORS}
        value={condition.operator}
        onChange={operator => onChange({ ...condition, operator })}
      />
      <Values
        label={`${name} (${type})`}
        placeholder={`${name}: any`}
        count={SORT_OPERATORS[condition.operator] ?? 1}
        values={condition.values}
        onChange={values => onChange({ ...condition, values })}
      />
    </>
  )
}

function FilterField({
  filter,
  onChange,
  onRemove,
}: {
  readonly filter: FilterCondition
  readonly onChange: (filter: FilterCondition) => void
  readonly onRemove: () => void
}) {
  const count = FILTER_OPERATORS[filter.operator] ?? 0
  return (
    <div class="row">
      <input
        class="key-field"
        aria-label="Attribute"
        placeholder="attribute"
        aria-describedby={HINT_ID}
        list={NAMES_ID}
        value={filter.path}
        onInput={event => onChange({ ...filter, path: event.currentTarget.value })}
      />
      <Operator
        label="Operator"
        of={FILTER_OPERATORS}
        value={filter.operator}
        onChange={operator => onChange({ ...filter, operator })}
      />
      {count > 0 && (
        <select
          aria-label="Type"
          value={filter.type}
          onChange={event => onChange({ ...filter, type: event.currentTarget.value })}
        >
          {FILTER_TYPES.map(type => (
            <option key={type}>{type}</option>
          ))}
        </select>
      )}
      <Values
        label="Value"
        placeholder="value"
        count={filter.type === 'NULL' ? 0 : count}
        values={filter.values}
        onChange={values => onChange({ ...filter, values })}
      />
      <button type="button" class="plain" aria-label="Remove the filter" onClick={onRemove}>
        ×
      </button>
    </div>
  )
}

function Operator({
  label,
  of,
  value,
  onChange,
}: {
  readonly label: string
  readonly of: Readonly<Record<string, number>>
  readonly value: string
  readonly onChange: (operator: string) => void
}) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
    >
      {Object.keys(of).map(each => (
        <option key={each} value={each}>
          {each.replaceAll('_', ' ')}
        </option>
      ))}
    </select>
  )
}

function Values({
  label,
  placeholder,
  count,
  values,
  onChange,
}: {
  readonly label: string
  readonly placeholder: string
  readonly count: number
  readonly values: readonly string[]
  readonly onChange: (values: readonly string[]) => void
}) {
  return (
    <>
      {Array.from({ length: count }, (_, place) => (
        <input
          // The first and the second value.
          key={place}
          class="key-field"
          aria-label={place === 0 ? label : `${label}, up to`}
          placeholder={place === 0 ? placeholder : 'up to'}
          value={values[place] ?? ''}
          onInput={event => onChange(replaced(values, place, event.currentTarget.value, ''))}
        />
      ))}
    </>
  )
}

/** With another value at a place; `filler` stands at those before it that there were not. */
function replaced<Value>(
  all: readonly Value[],
  place: number,
  value: Value,
  filler: Value,
): readonly Value[] {
  const length = Math.max(all.length, place + 1)
  return Array.from({ length }, (_, each) => (each === place ? value : (all[each] ?? filler)))
}
