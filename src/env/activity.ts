/** What goes on in this process beside the code that runs. */

/**
 * How many timers, files, sockets and the like the process waits for. What keeps no process alive is not counted, and where the
 * runtime does not tell there are none.
 */
export function openResources(): number {
  return process.getActiveResourcesInfo?.().length ?? 0
}

/** Tells of promises that were rejected and that nobody has asked, until the returned function is called. */
export function onUnhandledRejection(listener: (reason: unknown) => void): () => void {
  process.on('unhandledRejection', listener)
  return () => process.off('unhandledRejection', listener)
}
