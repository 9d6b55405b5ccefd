const { ConditionalCheckFailedException, Database, expr } = require('hashrange')
const { connect } = require('hashrange/remote')
const { run } = require('./remote-program.cjs')

const sdk = (() => {
  try {
    return require('@aws-sdk/client-dynamodb')
  } catch {
    return undefined
  }
})()
const library = { ConditionalCheckFailedException, Database, connect, expr }
run(library, sdk).then(told => process.stdout.write(JSON.stringify(told)))
