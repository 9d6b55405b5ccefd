// Is a checkpoint made in a directory just now? Its file has another name until it is whole.

import { readdir } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

export async function isMakingCheckpoint(path: string): Promise<boolean> {
  const names = await readdir(path)
  return names.some(name => name.startsWith('checkpoint-') && name.endsWith('.new'))
}

export async function whenNoCheckpointIsMade(path: string): Promise<void> {
  while (await isMakingCheckpoint(path)) await delay(10)
}
