/** A small program on `hashrange/remote`, however it was loaded, with a client of the SDK if there is one. */
module.exports.run = async ({ ConditionalCheckFailedException, Database, connect, expr }, sdk) => {
  if (sdk === undefined) {
    const client = { config: {}, middlewareStack: {}, send: () => Promise.resolve({}) }
    return connect(client)
      .tables()
      .catch(({ message }) => ({ message }))
  }
  const db = await Database.open()
  const remote = connect(new sdk.DynamoDBClient(db.clientConfig()))
  const orders = await remote.createTable('Orders', {
    partitionKey: { customerId: 'S' },
    sortKey: { orderId: 'S' },
  })
  const key = { customerId: 'c1', orderId: '1' }
  await orders.put({ ...key, total: 12.5 })
  await orders.update(key, expr`SET total = total + ${5}`)
  const isNew = { if: expr`attribute_not_exists(total)` }
  const refused = await orders.put({ ...key, total: 1 }, isNew).catch(error => error)
  const totals = []
  for await (const { total } of remote.sql`SELECT total FROM Orders WHERE customerId = ${'c1'}`) {
    totals.push(total)
  }
  return {
    order: await orders.get(key),
    totals,
    isRefusal: refused instanceof ConditionalCheckFailedException,
  }
}
