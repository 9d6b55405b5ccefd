/** Waiting, in the time of the machine, whatever time a database is told. */

/** Runs once after so many milliseconds, unless the returned function is called before. Keeps no process alive. */
export function after(milliseconds: number, run: () => void): () => void {
  const timer = setTimeout(run, milliseconds)
  timer.unref()
  return () => clearTimeout(timer)
}
