/** The maximum number of digits that `toPrecision` accepts. */
const MAX_DIGITS = 100;

/**
 * Whether a JSON number literal matches, digit by digit, the double stored for it. `0.10000000000000001` does, although
 * the same double has a shorter literal; `12345678901234567890` (rounded), `1e400` (infinite) and `1e-400` (zero) do
 * not.
 */
export function isExactDouble(literal: string): boolean {
  const value = Number(literal);
  if (!Number.isFinite(value)) return false;
  const stated = parts(literal);
  if (value === 0) return stated.digits === '';
  if (stated.digits.length > MAX_DIGITS) return false;
  // The exact value may lie halfway between two decimals: `toPrecision` rounds up, JavaScript to even.
  const written = [value.toPrecision(Math.max(1, stated.digits.length)), String(value)].map(parts);
  return written.some(({ digits, exponent }) => digits === stated.digits && exponent === stated.exponent);
}

/** A decimal as `0.digits × 10^exponent`, digits without zeros at either end. */
function parts(literal: string): { readonly digits: string; readonly exponent: number } {
  const [, whole = '', fraction = '', power = '0'] =
    /^[-+]?(\d*)(?:\.(\d*))?(?:e([-+]?\d+))?$/i.exec(literal.trim()) ?? [];
  const all = whole + fraction;
  const leading = all.length - all.replace(/^0+/, '').length;
  const digits = withoutTrailing('0', all.slice(leading));
  return { digits, exponent: digits === '' ? 0 : Number(power) + whole.length - leading };
}

/** Removes a trailing run of a character in linear time; a regular expression would retry from each occurrence. */
export function withoutTrailing(character: string, text: string): string {
  let end = text.length;
  while (text[end - 1] === character) end--;
  return text.slice(0, end);
}
