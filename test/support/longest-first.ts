/** The order of the test files: those that take long begin first, so that none of them is what all wait for in the end. */

import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take ten seconds or more of a small machine, the longest first. The sizes of files do not tell that. */
const LONG: readonly string[] = [
  'test/package/package.test.ts',
  'test/tour/tour.test.ts',
  'test/disk/torture.test.ts',
  'test/disk/database.test.ts',
  'test/model/small-sizes.test.ts',
  'test/model/model.test.ts',
  'test/storage/small-sizes.test.ts',
  'test/streams/saved.test.ts',
  'test/validation/kept-parts.test.ts',
  'test/readme/readme.test.ts',
  'test/explorer/browser.test.ts',
]

export class LongestFirst extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(specifications)
    const rankOf = ({ moduleId }: TestSpecification): number => {
      const place = LONG.indexOf(relative(this.ctx.config.root, moduleId))
      return place === -1 ? LONG.length : place
    }
    // One project after another: a thread that goes back and forth between them would load everything anew.
    const projects = [...new Set(sorted.map(({ project }) => project))]
    return projects.flatMap(project =>
      sorted
        .filter(specification => specification.project === project)
        .sort((left, right) => rankOf(left) - rankOf(right)),
    )
  }
}
