import { ConditionalCheckFailedException, Database, expr } from 'hashrange'
import { connect } from 'hashrange/remote'
import { run } from './remote-program.cjs'

const sdk = await import('@aws-sdk/client-dynamodb').catch(() => undefined)
const library = { ConditionalCheckFailedException, Database, connect, expr }
process.stdout.write(JSON.stringify(await run(library, sdk)))
