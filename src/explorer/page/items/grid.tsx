// A grid of the WAI-ARIA patterns: rows are placed, and few of them are there, which a table can't do; the grid has the keyboard.
// biome-ignore-all lint/a11y/useSemanticElements: see above
// biome-ignore-all lint/a11y/useFocusableInteractive: see above
// biome-ignore-all lint/a11y/useKeyWithClickEvents: see above
/**
 * Items as rows and columns. Only the rows that are to be seen are in the page, however many there are. One of them is the one
 * that the keyboard is at: arrows move it, `Space` chooses it, `Enter` opens it.
 */

import { Component } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { attributeOf, type Item, lineOf, typeOf } from './attribute.js'
import type { Column } from './columns.js'

interface GridProps {
  readonly columns: readonly Column[]
  readonly count: number
  readonly itemAt: (row: number) => Item | undefined
  /** Is told of the rows that are to be seen, and of some more. */
  readonly onLook: (span: { readonly from: number; readonly to: number }) => void
  /** Without it and `onChoose`, rows are only read. */
  readonly isChosen?: (item: Item) => boolean
  /** Rows are chosen, or are no longer; several with the shift key. */
  readonly onChoose?: (rows: readonly number[]) => void
  readonly onOpen: (row: number) => void
}

/** Pixels, as the style sheet has them. */
const ROW_HEIGHT = 28
/** Rows above and below of those that are to be seen. */
const MARGIN = 8
/** Browsers can't make an element that is higher than some 17 million pixels (Firefox); with more rows, scrolling takes larger steps. */
const HEIGHT_MAX = 15_000_000

/** The grid. */
export function Grid(props: GridProps) {
  const { columns, count, itemAt, onLook, isChosen, onChoose, onOpen } = props
  const element = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ top: 0, height: 600 })
  const [active, setActive] = useState(0)
  const height = Math.min(count * ROW_HEIGHT, HEIGHT_MAX)
  const rowsInView = Math.ceil(view.height / ROW_HEIGHT)
  const rowsHidden = Math.max(0, count - rowsInView + 1)
  const scrollable = Math.max(1, height - view.height + ROW_HEIGHT)
  const isScaled = height < count * ROW_HEIGHT
  const first = isScaled
    ? Math.floor(Math.min(1, view.top / scrollable) * rowsHidden)
    : Math.floor(view.top / ROW_HEIGHT)
  const from = Math.max(0, first - MARGIN)
  const to = Math.min(count, first + rowsInView + MARGIN)
  const offset = isScaled ? view.top - first * ROW_HEIGHT : 0

  useEffect(() => onLook({ from, to: first + rowsInView + 2 * MARGIN }))
  useEffect(() => {
    const { current } = element
    if (current === null) return
    const look = (): void => setView({ top: current.scrollTop, height: current.clientHeight })
    const observer = new ResizeObserver(look)
    observer.observe(current)
    return () => observer.disconnect()
  }, [])

  const showRow = (row: number): void => {
    const { current } = element
    if (current === null) return
    const space = view.height - 2 * ROW_HEIGHT
    if (isScaled) current.scrollTop = (row / Math.max(1, rowsHidden)) * scrollable
    else if (row * ROW_HEIGHT < current.scrollTop) current.scrollTop = row * ROW_HEIGHT
    else if (row * ROW_HEIGHT > current.scrollTop + space) {
      current.scrollTop = row * ROW_HEIGHT - space
    }
  }
  const moveTo = (row: number): void => {
    const bounded = Math.max(0, Math.min(count - 1, row))
    setActive(bounded)
    if (bounded < first || bounded >= first + rowsInView - 2) showRow(bounded)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: rowsInView - 2,
      PageUp: 2 - rowsInView,
      Home: -count,
      End: count,
    }
    const step = steps[event.key]
    if (step !== undefined) moveTo(active + step)
    else if (event.key === 'Enter') onOpen(active)
    else if (event.key === ' ') onChoose?.([active])
    else return
    event.preventDefault()
  }
  const choose = (row: number, withRange: boolean): void => {
    const [low, high] =
      withRange && active !== row
        ? [Math.min(active + 1, row), Math.max(active - 1, row)]
        : [row, row]
    onChoose?.(Array.from({ length: high - low + 1 }, (_, place) => low + place))
    setActive(row)
  }
  const rows = Array.from({ length: Math.max(0, to - from) }, (_, place) => from + place)
  return (
    <div
      ref={element}
      class="grid"
      role="grid"
      aria-label="Items"
      aria-rowcount={count + 1}
      aria-multiselectable={onChoose !== undefined}
      aria-activedescendant={count > 0 ? `row-${active}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={event => {
        const { scrollTop: top, clientHeight } = event.currentTarget
        setView({ top, height: clientHeight })
      }}
    >
      <Head columns={columns} hasChoice={onChoose !== undefined} />
      <div class="rows" role="presentation" style={{ height: `${height}px` }}>
        {rows.map(row => {
          const item = itemAt(row)
          return (
            <Row
              key={row}
              row={row}
              top={offset + row * ROW_HEIGHT}
              item={item}
              columns={columns}
              isActive={row === active}
              isChosen={item !== undefined && isChosen?.(item) === true}
              onChoose={onChoose && choose}
              onOpen={() => {
                setActive(row)
                onOpen(row)
              }}
            />
          )
        })}
      </div>
    </div>
  )
}

function Head({
  columns,
  hasChoice,
}: {
  readonly columns: readonly Column[]
  readonly hasChoice: boolean
}) {
  return (
    <div class="line head" role="row" aria-rowindex={1}>
      {hasChoice && <span class="choice" role="columnheader" aria-label="Chosen" />}
      {columns.map(({ name, width, isKey }) => (
        <span
          key={name}
          class={isKey ? 'cell key' : 'cell'}
          role="columnheader"
          title={name}
          style={{ width: `${width}px` }}
        >
          {name}
        </span>
      ))}
    </div>
  )
}

interface RowProps {
  readonly row: number
  readonly top: number
  readonly item: Item | undefined
  readonly columns: readonly Column[]
  readonly isActive: boolean
  readonly isChosen: boolean
  readonly onChoose: ((row: number, withRange: boolean) => void) | undefined
  readonly onOpen: () => void
}

/** A row is made anew only when something of it has become another: while somebody scrolls, few have. */
class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const { row, top, item, columns, isActive, isChosen } = this.props
    return (
      next.row !== row ||
      next.top !== top ||
      next.item !== item ||
      next.columns !== columns ||
      next.isActive !== isActive ||
      next.isChosen !== isChosen
    )
  }

  override render() {
    const { row, top, item, columns, isActive, isChosen, onChoose, onOpen } = this.props
    return (
      <div
        id={`row-${row}`}
        class={`line${isActive ? ' active' : ''}`}
        role="row"
        aria-rowindex={row + 2}
        aria-selected={onChoose && isChosen}
        style={{ transform: `translateY(${top}px)` }}
        onClick={onOpen}
      >
        {onChoose !== undefined && (
          <span
            class="choice"
            role="gridcell"
            onClick={event => {
              event.stopPropagation()
              this.props.onChoose?.(row, event.shiftKey)
            }}
          >
            {isChosen ? '☑' : '☐'}
          </span>
        )}
        {columns.map(({ name, width, isKey }) => {
          const attribute = item === undefined ? undefined : attributeOf(item, name)
          return (
            <span
              key={name}
              class={`cell${isKey ? ' key' : ''} ${attribute === undefined ? '' : typeOf(attribute)}`}
              role="gridcell"
              style={{ width: `${width}px` }}
            >
              {attribute === undefined ? '' : lineOf(attribute)}
            </span>
          )
        })}
      </div>
    )
  }
}
