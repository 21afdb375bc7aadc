/** A point on the drawing's 200 × 200 canvas; y points down. */
export type Point = readonly [x: number, y: number];

/** Attributes of an element; undefined ones are omitted. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/**
 * Formats a number with one decimal, as short as possible. Values that are not finite become 0, so no drawing can
 * break.
 */
export function short(value: number, decimals = 1): string {
  if (!Number.isFinite(value)) return '0';
  const factor = 10 ** decimals;
  const rounded = Math.round(value * factor) / factor;
  return String(rounded === 0 ? 0 : rounded).replace(/^(-?)0\./, '$1.');
}

/** Builds a path's text from numbers and commands. */
export function path(texts: TemplateStringsArray, ...values: readonly (number | string)[]): string {
  const written = values.map((value) => (typeof value === 'number' ? short(value) : value));
  return texts.map((text, index) => text + (written[index] ?? '')).join('');
}

/** An element. Values are ours, never a product's, so nothing is escaped. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${typeof value === 'number' ? short(value, 2) : value}"`],
  );
  return content === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${content}</${name}>`;
}

/** A closed path through points. */
export function polygon(points: readonly Point[]): string {
  return `M${points.map(([x, y]) => `${short(x)} ${short(y)}`).join('L')}Z`;
}

/** A full ellipse as a path, from its top clockwise. */
export function ellipsePath([x, y]: Point, rx: number, ry = rx): string {
  const arc = `a${short(rx)} ${short(ry)} 0 1 1`;
  return path`M${x} ${y - ry}${arc} 0 ${2 * ry}${arc} 0 ${-2 * ry}Z`;
}

/** An arc of an ellipse as a path. Angles in degrees, 0 to the right, clockwise. */
export function arcPath(center: Point, [rx, ry]: Point, from: number, to: number): string {
  const start = onEllipse(center, [rx, ry], from);
  const end = onEllipse(center, [rx, ry], to);
  const isLarge = Math.abs(to - from) > 180 ? 1 : 0;
  const sweep = to > from ? 1 : 0;
  return path`M${start[0]} ${start[1]}A${rx} ${ry} 0 ${isLarge} ${sweep} ${end[0]} ${end[1]}`;
}

/** The point of an ellipse at an angle in degrees. */
export function onEllipse([x, y]: Point, [rx, ry]: Point, degrees: number): Point {
  const angle = (degrees * Math.PI) / 180;
  return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
}

/** A transformation: translate, rotate, scale. */
export function placed([x, y]: Point, degrees = 0, scale = 1): string {
  const turn = degrees === 0 ? '' : `rotate(${short(degrees, 0)})`;
  const size = scale === 1 ? '' : `scale(${short(scale, 2)})`;
  return `translate(${short(x)} ${short(y)})${turn}${size}`;
}
