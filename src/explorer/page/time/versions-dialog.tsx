/** The history of one item: each version, the newest first, by what it changed. */

import { useEffect, useState } from 'preact/hooks'
import { type Item, lineOf } from '../items/attribute.js'
import { Dialog } from '../parts/dialog.js'
import { Problem } from '../parts/problem.js'
import { ask } from '../service.js'
import type { ViewProps } from '../tables/view-props.js'
import { Differences } from './differences.js'
import { momentText } from './moments.js'
import { VERSIONS_EXTRA, type VersionReport, type VersionsReport } from './time-wire.js'

interface VersionsDialogProps extends ViewProps {
  readonly itemKey: Item
  readonly onClose: () => void
}

/** The dialog. */
export function VersionsDialog({ region, table, itemKey, onClose }: VersionsDialogProps) {
  const [report, setReport] = useState<VersionsReport>()
  const [problem, setProblem] = useState<unknown>()
  const { TableName } = table
  const key = JSON.stringify(itemKey)
  useEffect(() => {
    ask<VersionsReport>(VERSIONS_EXTRA, { region, table: TableName, key }).then(
      setReport,
      setProblem,
    )
  }, [region, TableName, key])
  const copy = (): Promise<void> =>
    navigator.clipboard.writeText(JSON.stringify(report?.versions ?? [], undefined, 2))
  const title = `History of ${Object.values(itemKey).map(lineOf).join(', ')}`
  const versions = report?.versions ?? []
  return (
    <Dialog title={title} action="Copy all" isWide onAct={copy} onClose={onClose}>
      <Problem of={problem} />
      <ol class="list" aria-label="Versions">
        {versions.map((version, place) => (
          <Version key={place} version={version} before={versions[place + 1]} />
        ))}
      </ol>
      {report?.isCut === true && (
        <p class="soft">There are older versions, which are not listed.</p>
      )}
    </Dialog>
  )
}

function Version({
  version: { at, item },
  before,
}: {
  readonly version: VersionReport
  readonly before: VersionReport | undefined
}) {
  return (
    <li>
      <b>{momentText(at)}</b> {item === null ? 'removed' : before?.item ? 'changed' : 'there'}
      {item !== null && <Differences before={before?.item ?? undefined} after={item} />}
    </li>
  )
}
