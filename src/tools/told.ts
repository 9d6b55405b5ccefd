/** What commands print when they are done: to people, or with `--json` to programs. */

/** The text to print: one line of JSON, or the one for people. */
export function toldText(isJson: boolean, json: () => object, text: () => string): string {
  return isJson ? `${JSON.stringify(json())}\n` : text()
}
