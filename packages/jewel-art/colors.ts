/** A color as red, green and blue, 0 to 255. */
type Rgb = readonly [number, number, number];

function parse(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function write(color: Rgb): string {
  const hex = color
    .map((part) =>
      Math.min(255, Math.max(0, Math.round(part)))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('');
  return /^(.)\1(.)\2(.)\3$/.test(hex) ? `#${hex[0]}${hex[2]}${hex[4]}` : `#${hex}`;
}

/** Mixes two colors: `share` 0 is the first, 1 the second. */
export function blend(from: string, to: string, share: number): string {
  const [a, b] = [parse(from), parse(to)];
  const mix = (index: 0 | 1 | 2): number => a[index] + (b[index] - a[index]) * share;
  return write([mix(0), mix(1), mix(2)]);
}

/** The color of a ramp at a brightness from 0 to 1, clamped. */
export function rampColor(ramp: readonly string[], brightness: number): string {
  const last = ramp.length - 1;
  const at = Math.min(1, Math.max(0, Number.isFinite(brightness) ? brightness : 0)) * last;
  const index = Math.min(last - 1, Math.floor(at));
  return blend(ramp[index] ?? '#888888', ramp[index + 1] ?? '#888888', at - index);
}
