/** A clinic on dynamodb-onetable: patients with unique addresses, and their appointments, in one table. */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the library's own templates are written so

import { Table } from 'dynamodb-onetable'
import { Dynamo } from 'dynamodb-onetable/Dynamo'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Connection, DOORS } from './doors.js'

const SCHEMA = {
  format: 'onetable:1.1.0',
  version: '0.0.1',
  indexes: { primary: { hash: 'pk', sort: 'sk' } },
  models: {
    Patient: {
      pk: { type: String, value: 'patient:${id}' },
      sk: { type: String, value: 'patient:' },
      id: { type: String, required: true },
      email: { type: String, required: true, unique: true },
      born: { type: Date },
      visits: { type: Number, default: 0 },
      allergies: { type: Set },
      photo: { type: 'binary' },
      notes: { type: Array, items: { type: String } },
      address: { type: Object, schema: { city: { type: String }, street: { type: String } } },
    },
    Appointment: {
      pk: { type: String, value: 'patient:${patientId}' },
      sk: { type: String, value: 'appointment:${at}' },
      patientId: { type: String, required: true },
      at: { type: String, required: true },
      room: { type: Number, required: true },
      state: { type: String, enum: ['booked', 'done'], default: 'booked' },
    },
  },
  params: { isoDates: true, timestamps: false },
} as const

function clinicOf(client: Connection['client']) {
  const table = new Table({
    client: new Dynamo({ client }),
    name: 'Clinic',
    schema: SCHEMA,
    partial: true,
  })
  return { table, patients: table.getModel('Patient'), appointments: table.getModel('Appointment') }
}

describe.each(DOORS)('dynamodb-onetable $name', door => {
  let connection: Connection
  let clinic: ReturnType<typeof clinicOf>

  beforeEach(async () => {
    connection = await door.connect()
    clinic = clinicOf(connection.client)
    await clinic.table.createTable()
  })
  afterEach(() => connection.close())

  test('the table is made, found and removed', async () => {
    const { table } = clinic
    expect(await table.exists()).toBe(true)
    expect(await table.getKeys()).toEqual({ primary: { hash: 'pk', sort: 'sk' } })
    await expect(table.createTable()).rejects.toMatchObject({ name: 'ResourceInUseException' })
    await table.deleteTable('DeleteTableForever')
    expect(await table.exists()).toBe(false)
  })

  test('a patient is entered, treated and discharged', async () => {
    const { patients } = clinic
    const entered = await patients.create({
      id: 'p1',
      email: 'ada@example.com',
      born: new Date(0),
      allergies: new Set(['nuts', 'dust']),
      notes: ['first'],
      address: { city: 'Turin' },
    })
    expect(entered.visits).toBe(0)
    await expect(patients.create({ id: 'p2', email: 'ada@example.com' })).rejects.toMatchObject({
      message:
        'Cannot create unique attributes "email" for "Patient". An item of the same name already exists.',
      code: 'UniqueError',
    })
    await expect(patients.create({ id: 'p1', email: 'other@example.com' })).rejects.toMatchObject({
      code: 'UniqueError',
    })

    const treated = await patients.update(
      { id: 'p1', address: { street: 'Via Po' } },
      {
        add: { visits: 1 },
        push: { notes: ['second'] },
        delete: { allergies: new Set(['dust']) },
        remove: ['born'],
        where: '${visits} < {3}',
        return: 'get',
      },
    )
    expect(treated).toEqual({
      id: 'p1',
      email: 'ada@example.com',
      visits: 1,
      allergies: new Set(['nuts']),
      notes: ['first', 'second'],
      address: { city: 'Turin', street: 'Via Po' },
    })
    await expect(
      patients.update({ id: 'p1' }, { set: { visits: 9 }, where: '${visits} > {3}' }),
    ).rejects.toMatchObject({
      code: 'ConditionalCheckFailedException',
      message: 'OneTable execute failed "update" for "Patient", The conditional request failed',
    })
    await expect(patients.update({ id: 'p9', visits: 1 })).rejects.toMatchObject({
      code: 'ConditionalCheckFailedException',
    })

    await patients.update({ id: 'p1', email: 'lovelace@example.com' }, { return: 'none' })
    await patients.create({ id: 'p2', email: 'ada@example.com' })
    await patients.remove({ id: 'p1' })
    expect(await patients.get({ id: 'p1' })).toBeUndefined()
    await patients.create({ id: 'p3', email: 'lovelace@example.com' })
    expect((await patients.scan()).map(({ id }) => id).sort()).toEqual(['p2', 'p3'])
  })

  test('appointments are booked in batches, found, counted and paged', async () => {
    const { table, appointments } = clinic
    const batch = {}
    for (let day = 1; day <= 20; day += 1) {
      const at = `2026-11-${String(day).padStart(2, '0')}`
      await appointments.create({ patientId: 'p1', at, room: day % 3 }, { batch })
    }
    await table.batchWrite(batch)

    const between = await appointments.find({
      patientId: 'p1',
      sk: { between: ['appointment:2026-11-05', 'appointment:2026-11-08'] },
    })
    expect(between.map(({ at }) => at.slice(8))).toEqual(['05', '06', '07', '08'])

    const pages: string[][] = []
    let next: object | undefined
    do {
      const page = await appointments.find(
        { patientId: 'p1' },
        { limit: 7, reverse: true, where: '${room} = {0}', ...(next && { next }) },
      )
      pages.push(page.map(({ at }) => at.slice(8)))
      next = page.next
    } while (next !== undefined)
    expect(pages.flat()).toEqual(['18', '15', '12', '09', '06', '03'])

    const counted = await appointments.find({ patientId: 'p1', room: 1 }, { count: true })
    expect(counted.count).toBe(7)
    const gets = {}
    await appointments.get({ patientId: 'p1', at: '2026-11-03' }, { batch: gets })
    await appointments.get({ patientId: 'p1', at: '2026-12-03' }, { batch: gets })
    expect(await table.batchGet(gets, { parse: true, hidden: false })).toEqual([
      { patientId: 'p1', at: '2026-11-03', room: 0, state: 'booked' },
    ])
    expect(await table.fetch(['Appointment', 'Patient'], { pk: 'patient:p1' })).toMatchObject({
      Appointment: { length: 20 },
    })
  })

  test('a visit is one transaction', async () => {
    const { table, patients, appointments } = clinic
    await patients.create({ id: 'p1', email: 'ada@example.com' })
    await appointments.create({ patientId: 'p1', at: '2026-11-01', room: 1 })
    const visit = async (withCheck: boolean) => {
      const transaction = {}
      await appointments.update(
        { patientId: 'p1', at: '2026-11-01', state: 'done' },
        { transaction, where: '${state} = {booked}' },
      )
      await patients.update({ id: 'p1' }, { add: { visits: 1 }, transaction })
      if (withCheck) patients.check({ id: 'p1' }, { transaction, exists: true })
      await table.transact('write', transaction)
    }
    await expect(visit(true)).rejects.toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining(
        'Transaction request cannot include multiple operations on one item',
      ),
    })
    await visit(false)
    await expect(visit(false)).rejects.toMatchObject({
      code: 'TransactionCanceledException',
      context: {
        err: {
          message:
            'Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed, None]',
          CancellationReasons: [{ Code: 'ConditionalCheckFailed' }, { Code: 'None' }],
        },
      },
    })

    const transaction = {}
    await patients.get({ id: 'p1' }, { transaction })
    await appointments.get({ patientId: 'p1', at: '2026-11-01' }, { transaction })
    const [patient, appointment] = (await table.transact('get', transaction, {
      parse: true,
    })) as unknown as [{ visits: number }, { state: string }]
    expect([patient.visits, appointment.state]).toEqual([1, 'done'])
  })
})
