import { Database, expr } from 'hashrange'
import { type AsyncTable, type ConnectableClient, connect } from 'hashrange/remote'
import { type RunningServer, serve } from 'hashrange/server'
import { ManualClock } from 'hashrange/testing'

interface Order {
  customerId: string
  orderId: string
  total: number
  items: string[]
}

export async function totals(): Promise<number[]> {
  const clock = new ManualClock()
  const db = await Database.open({ clock })
  const server: RunningServer = await serve(db, { port: 0 })
  await server.close()
  const orders = await db.createTable<Order>()('Orders', {
    partitionKey: { customerId: 'S' },
    sortKey: { orderId: 'S' },
  })
  const key = { customerId: 'c1', orderId: '1' }
  await orders.put({ ...key, total: 12.5, items: [] })
  await orders.update(key, expr`SET total = total + ${5}`)

  // @ts-expect-error The key is both attributes.
  orders.get({ customerId: 'c1' })
  // @ts-expect-error The item has no such type of total, so the types are not `any`.
  await orders.put({ ...key, total: 'much', items: [] })

  const order: Order | undefined = orders.get(key)
  const found: number[] = order === undefined ? [] : [order.total]
  for (const { total } of orders.query({ customerId: 'c1' })) found.push(total)
  await db.close()
  return found
}

export async function elsewhere(client: ConnectableClient): Promise<number> {
  const schema = { partitionKey: { customerId: 'S' }, sortKey: { orderId: 'S' } } as const
  const orders = connect(client).table<Order>()('Orders', schema)
  const sum = async (table: AsyncTable<Order, 'customerId', 'orderId'>): Promise<number> => {
    let total = 0
    for await (const order of table.query({ customerId: 'c1' })) total += order.total
    return total
  }
  // @ts-expect-error The key is both attributes.
  await orders.get({ customerId: 'c1' })
  return sum(orders)
}
