import { Database, expr } from 'hashrange'
import { run } from './program.cjs'

process.stdout.write(JSON.stringify(await run({ Database, expr })))
