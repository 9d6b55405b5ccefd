/** What went wrong, in the words of whoever has said so. */

/** Nothing if nothing did. */
export function Problem({ of: error }: { readonly of: unknown }) {
  if (error === undefined) return null
  const { name, message } =
    error instanceof Error ? error : { name: 'Error', message: String(error) }
  return (
    <p class="problem" role="alert">
      <b>{name}</b> {message}
    </p>
  )
}
