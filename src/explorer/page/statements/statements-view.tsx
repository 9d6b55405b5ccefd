/** Statements in PartiQL: typed with completion, explained, and run; their rows below. */

import { useEffect, useMemo, useReducer, useState } from 'preact/hooks'
import type { Item } from '../items/attribute.js'
import { Grid } from '../items/grid.js'
import { ItemTextDialog } from '../items/item-text-dialog.js'
import { useColumns } from '../items/use-columns.js'
import { countText } from '../parts/amounts.js'
import { LaterCodeEditor } from '../parts/later-code-editor.js'
import { Problem } from '../parts/problem.js'
import { askAtLength } from '../service.js'
import { keyNamesOf, keyShapeOf } from '../tables/table-description.js'
import type { ViewProps } from '../tables/view-props.js'
import { DownloadDialog } from '../transfer/download-dialog.js'
import { completionsOf } from './completion.js'
import { namesIn } from './names.js'
import { earlierStatements, keepStatement } from './statement-history.js'
import { tokenOf } from './statement-language.js'
import { pagesOfStatement, StatementRun } from './statement-run.js'
import { EXPLAIN_EXTRA, type ExplanationReport } from './statements-wire.js'

/** Characters of earlier statements that are shown to choose from. */
const SHOWN_MAX = 80

/** A statement may be of any table, and its rows are parts of items. */
const NO_KEY: ReadonlyMap<string, string> = new Map()

/** The view. */
export function StatementsView({ region, table }: ViewProps) {
  const [, tell] = useReducer((count: number) => count + 1, 0)
  /** What the editor began with: another one begins another editor. */
  const [begun, setBegun] = useState(`SELECT * FROM "${table.TableName}"`)
  const [text, setText] = useState(begun)
  const [run, setRun] = useState<StatementRun>()
  const [explanation, setExplanation] = useState<Explanation>({})
  const [earlier, setEarlier] = useState(earlierStatements)
  useEffect(() => () => run?.rows.end(), [run])
  const names = useMemo(() => namesIn(region), [region])

  const statement = text.trim().replace(/;$/, '')
  const explain = async (): Promise<void> => setExplanation(await explanationOf(statement, region))
  const execute = async (): Promise<void> => {
    setEarlier(keepStatement(statement))
    // A write is explained by what there is before it.
    await explain()
    setRun(new StatementRun(statement, region, () => tell(undefined)))
  }
  const choose = (place: string): void => {
    const chosen = earlier[Number(place)]
    if (chosen === undefined) return
    setBegun(chosen)
    setText(chosen)
  }
  return (
    <>
      <div class="query">
        <div class="beside">
          <LaterCodeEditor
            key={begun}
            label="Statement"
            text={begun}
            onChange={setText}
            language={{
              tokenOf,
              complete: before => completionsOf(before, names),
              onRun: execute,
            }}
          />
          <section aria-label="Explanation">
            {explanation.text !== undefined && <pre>{explanation.text}</pre>}
            <Problem of={explanation.problem} />
          </section>
        </div>
        <div class="row">
          <button type="button" class="primary" onClick={execute}>
            Run
          </button>
          <button type="button" onClick={explain}>
            Explain
          </button>
          {earlier.length > 0 && (
            <select
              aria-label="Earlier statements"
              value=""
              onChange={event => choose(event.currentTarget.value)}
            >
              <option value="">Earlier statements…</option>
              {earlier.map((each, place) => (
                <option key={each} value={place}>
                  {each.slice(0, SHOWN_MAX)}
                </option>
              ))}
            </select>
          )}
          <span class="soft">
            <kbd>Ctrl</kbd> <kbd>Enter</kbd> runs
          </span>
        </div>
      </div>
      {run !== undefined && (
        <Rows run={run} region={region} keyNames={keyNamesOf(keyShapeOf(table))} />
      )}
    </>
  )
}

function Rows({
  run: { statement, rows, units, isSelect },
  region,
  keyNames,
}: {
  readonly run: StatementRun
  readonly region: string
  readonly keyNames: readonly string[]
}) {
  const [opened, setOpened] = useState<Item>()
  const [isDownloading, setDownloading] = useState(false)
  const columns = useColumns(rows.latest, keyNames)
  return (
    <>
      <div class="row pad tools">
        <span class="soft" role="status">
          {rows.isReading && '… '}
          {isSelect || rows.count > 0
            ? `${countText(rows.count)}${rows.isComplete ? '' : '+'} items, `
            : rows.isComplete && 'Done: '}
          {units} capacity units
        </span>
        {isSelect && rows.count > 0 && (
          <button type="button" onClick={() => setDownloading(true)}>
            Download…
          </button>
        )}
      </div>
      <Problem of={rows.problem} />
      {rows.count > 0 && (
        <Grid
          columns={columns}
          count={rows.count}
          itemAt={row => rows.itemAt(row)}
          onLook={span => rows.want(span)}
          onOpen={row => setOpened(rows.itemAt(row))}
        />
      )}
      {opened !== undefined && (
        <ItemTextDialog title="Row" item={opened} onClose={() => setOpened(undefined)} />
      )}
      {isDownloading && (
        <DownloadDialog
          name="statement"
          keyTypes={NO_KEY}
          what="All rows of the statement, which is run again for them"
          pages={pagesOfStatement(statement, region)}
          onClose={() => setDownloading(false)}
        />
      )}
    </>
  )
}

interface Explanation {
  readonly text?: string
  readonly problem?: unknown
}

async function explanationOf(statement: string, region: string): Promise<Explanation> {
  try {
    const { text } = await askAtLength<ExplanationReport>(EXPLAIN_EXTRA, { region, statement })
    return { text: text ?? 'The tables are in another process, which does not explain.' }
  } catch (problem) {
    return { problem }
  }
}
