import { Database } from 'hashrange'

await Database.open({ pth: './data' })
