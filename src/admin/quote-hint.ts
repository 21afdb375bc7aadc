/** What to do about a number or a truth value that was sent as a text. */
export function quoteHint(value: unknown): string {
  const isOther =
    typeof value === 'string' &&
    (/^(?:true|false)$/.test(value) || (value.trim() !== '' && Number.isFinite(Number(value))));
  return isOther ? ', but a text: send it without quotes' : '';
}
