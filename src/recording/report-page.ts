/** A report as one page of HTML: no network, no scripts, light and dark as the reader has it. */

import { type Finding, savingOf } from './findings.js'
import { type Markup, markup } from './markup.js'
import type { ReportData } from './report-data.js'
import { picturesOf } from './report-pictures.js'
import { refusalsOf } from './report-text.js'
import { count, dollars, duration, units } from './wording.js'

const STYLE = `
:root { color-scheme: light dark; --ground: #f6f7f9; --card: #fff; --ink: #1c2430; --soft: #5d6878; --line: #dfe3e9;
  --read: #2f74d0; --write: #e08a2e; --mark: #c2410c; --good: #15803d; }
@media (prefers-color-scheme: dark) { :root { --ground: #12161c; --card: #1b212a; --ink: #e6eaf0; --soft: #98a3b3; --line: #2e3743;
  --read: #5b9cf0; --write: #eba55c; --mark: #fb923c; --good: #4ade80; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 26px; margin: 0; } h2 { font-size: 18px; margin: 36px 0 12px; } h3 { font-size: 16px; margin: 0 0 4px; }
p { margin: 0; overflow-wrap: anywhere; } .soft { color: var(--soft); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin-top: 20px; }
.tile, article, figure { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.tile { padding: 14px 16px; overflow-wrap: anywhere; } .tile b { display: block; font-size: 22px; font-weight: 650; white-space: nowrap; }
article { padding: 16px 18px; margin-bottom: 12px; border-left: 4px solid var(--mark); }
article .advice { margin-top: 6px; } .names { margin-top: 10px; } article .saving { color: var(--mark); font-weight: 600; }
.kind { float: right; font-size: 12px; color: var(--soft); border: 1px solid var(--line); border-radius: 99px; padding: 1px 10px;
  margin-left: 12px; }
.none { border-left-color: var(--good); }
code { display: block; margin-top: 8px; padding: 6px 10px; background: var(--ground); border-radius: 6px; color: var(--soft);
  font: 12px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(460px, 100%), 1fr)); gap: 12px;
  align-items: start; }
figure { margin: 0; padding: 14px 18px 12px; } figcaption { font-weight: 600; margin-bottom: 10px; display: flex; flex-wrap: wrap;
  justify-content: space-between; align-items: baseline; gap: 0 12px; }
svg { width: 100%; height: auto; display: block; } svg text { font-size: 12px; fill: var(--soft); }
rect.read { fill: var(--read); } rect.write { fill: var(--write); } .axis { stroke: var(--line); }
.legend { font-weight: 400; font-size: 13px; color: var(--soft); }
.legend i { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin: 0 4px 0 0; } .legend i:nth-of-type(2) { margin-left: 10px; }
i.read { background: var(--read); } i.write { background: var(--write); }
.wide { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
table { border-collapse: collapse; width: 100%; font-size: 13px;
  font-variant-numeric: tabular-nums; } th, td { padding: 7px 12px; text-align: right; white-space: nowrap; }
th:nth-child(-n+2), td:nth-child(-n+2) { text-align: left; } th { color: var(--soft); font-weight: 500; }
tr + tr td { border-top: 1px solid var(--line); }
`

export function pageOf(report: ReportData): string {
  const { from, to, findings } = report
  const span = from === undefined ? 'Nothing was asked' : `${from} to ${to ?? ''}`
  const head =
    findings.length === 0
      ? 'Findings: none'
      : `What could be better: ${count(findings.length, 'finding')}`
  const page = markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>What the run costs</title><style>${style()}</style></head>
<body><main>
<h1>What the run costs</h1><p class="soft">${span}, by the clock of the database</p>
${tilesOf(report)}
<h2>${head}</h2>
${findings.length === 0 ? NO_FINDINGS : findings.map(articleOf)}
<h2>Pictures</h2>
<div class="pictures">${picturesOf(report)}</div>
<h2>Calls by shape</h2>
${shapesOf(report)}
</main></body></html>
`
  return page.text
}

/** Of this file alone: nothing that comes from outside is in it. */
function style(): Markup {
  return { ...markup``, text: STYLE }
}

const NO_FINDINGS = markup`<article class="none"><p>Nothing that the run could obviously do with less.</p></article>`

function tilesOf(report: ReportData): Markup {
  const { calls, readUnits, writeUnits, cost, refused } = report
  const tiles: readonly (readonly [string, string])[] = [
    [calls.toLocaleString('en-US'), 'calls'],
    [units(readUnits), 'of reads'],
    [units(writeUnits), 'of writes'],
    [dollars(cost.run), 'this run, on demand'],
    [dollars(cost.perMillionRuns), 'a million such runs'],
    [refused.toLocaleString('en-US'), 'refused'],
  ]
  const told = tiles.map(
    ([figure, name]) =>
      markup`<div class="tile"><b>${figure}</b><span class="soft">${name}</span></div>`,
  )
  const names =
    refused === 0 ? undefined : markup`<p class="soft names">Refused: ${refusalsOf(report)}</p>`
  return markup`<div class="tiles">${told}</div>${names}`
}

function articleOf(finding: Finding): Markup {
  const { kind, title, evidence, advice, operation, sample } = finding
  const saving = savingOf(finding)
  return markup`<article><span class="kind">${kind.replaceAll('-', ' ')}</span><h3>${title}</h3>
<p class="soft">${evidence}</p>
${saving === undefined ? undefined : markup`<p class="saving">Could save ${saving}</p>`}<p class="advice">${advice}</p>
${sample === undefined ? undefined : markup`<code>${operation} ${sample}</code>`}</article>
`
}

function shapesOf({ shapes }: ReportData): Markup {
  const rows = shapes.map(
    shape => markup`<tr><td>${shape.operation}</td><td>${shape.table}${shape.index === undefined ? undefined : ` / ${shape.index}`}</td><td>${shape.calls}</td><td>${shape.readUnits}</td><td>${shape.writeUnits}</td><td>${shape.scanned}</td><td>${shape.returned}</td><td>${shape.refused}</td><td>${duration(shape.durationMean)}</td><td>${duration(shape.durationMax)}</td></tr>
`,
  )
  return markup`<div class="wide"><table><tr><th>Operation</th><th>Table</th><th>Calls</th><th>Read units</th><th>Write units</th><th>Evaluated</th><th>Returned</th><th>Refused</th><th>Mean</th><th>Slowest</th></tr>
${rows}</table></div>`
}
