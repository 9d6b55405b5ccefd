/**
 * A small program on the package's exports, however they were loaded. It leaves the database open on purpose: an open
 * database must not keep the process alive.
 */
module.exports.run = async ({ Database, expr }) => {
  const db = await Database.open()
  const orders = await db.createTable()('Orders', {
    partitionKey: { customerId: 'S' },
    sortKey: { orderId: 'S' },
  })
  const key = { customerId: 'c1', orderId: '2026-11-22#1' }
  await orders.put({ ...key, total: 12.5, items: ['apple'] })
  await orders.put({ customerId: 'c1', orderId: '2026-11-22#2', total: 8, items: [] })
  await orders.put({ customerId: 'c2', orderId: '2026-11-22#3', total: 1, items: [] })
  await orders.update(key, expr`SET total = total + ${5}`)

  const ofCustomer = orders.query(
    { customerId: 'c1', orderId: { beginsWith: '2026-11' } },
    { reverse: true },
  )
  return {
    absent: orders.get({ customerId: 'c1', orderId: 'none' }) ?? null,
    order: orders.get(key),
    orderIds: Array.from(ofCustomer, order => order.orderId),
  }
}
