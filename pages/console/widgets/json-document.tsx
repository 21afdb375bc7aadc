/** A document as JSON; a long one scrolls by itself, also by keyboard. */
export function JsonDocument({ value, label }: { readonly value: unknown; readonly label: string }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys
    <section class="document" aria-label={label} tabIndex={0}>
      <pre>{JSON.stringify(value, null, 2)}</pre>
    </section>
  );
}
