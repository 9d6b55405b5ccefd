const { run } = require('./program.cjs')

run(require('hashrange')).then(seen => process.stdout.write(JSON.stringify(seen)))
