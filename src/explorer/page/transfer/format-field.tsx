/** A form of files to choose. */

import { FORMATS, type Format } from './formats.js'

interface FormatFieldProps {
  readonly format: Format
  readonly onChange: (format: Format) => void
}

/** The field. */
export function FormatField({ format, onChange }: FormatFieldProps) {
  return (
    <label>
      Form
      <select
        value={format}
        onChange={event => {
          const { value } = event.currentTarget
          if (value === 'dynamodb' || value === 'json' || value === 'csv') onChange(value)
        }}
      >
        {Object.entries(FORMATS).map(([name, { title }]) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </select>
    </label>
  )
}
