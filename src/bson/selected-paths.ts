/** A field on one of the wanted paths. */
export interface SelectedField {
  readonly name: string;
  /** The name as it stands in BSON, without the closing zero byte. */
  readonly bytes: Uint8Array;
  /** The wanted fields inside; `null` where the field is wanted whole. */
  readonly inside: Selection | null;
  /** Of an array, only the first element is wanted. */
  readonly firstElementOnly: boolean;
}

/** The wanted fields of an object. */
export interface Selection {
  readonly byName: ReadonlyMap<string, SelectedField>;
  /** The same fields by the first byte of their names, which is how they are looked up in bytes. */
  readonly byFirstByte: readonly (readonly SelectedField[] | undefined)[];
}

interface Path {
  readonly names: readonly string[];
  readonly firstElementOnly: boolean;
}

/**
 * Compiles dotted paths into a selection. A path wants everything below it, so a longer path through it adds nothing.
 * @param firstElementOf the paths among them where an array is wanted with its first element only
 */
export function selectPaths(paths: readonly string[], firstElementOf: readonly string[] = []): Selection {
  return compile([...new Set(paths)].map((path) => ({ names: path.split('.'), firstElementOnly: firstElementOf.includes(path) })));
}

function compile(paths: readonly Path[]): Selection {
  const below = new Map<string, Path[]>();
  for (const { names: [name = '', ...names], firstElementOnly } of paths) {
    below.set(name, [...(below.get(name) ?? []), { names, firstElementOnly }]);
  }
  const fields = Array.from(below, ([name, rests]): SelectedField => {
    const whole = rests.find(({ names }) => names.length === 0);
    const firstElementOnly = whole?.firstElementOnly === true && rests.length === 1;
    return { name, bytes: Buffer.from(name), inside: whole === undefined ? compile(rests) : null, firstElementOnly };
  });
  const byFirstByte: (readonly SelectedField[] | undefined)[] = Array.from({ length: 256 }, () => undefined);
  for (const field of fields) {
    const first = field.bytes[0] ?? 0;
    byFirstByte[first] = [...(byFirstByte[first] ?? []), field];
  }
  return { byName: new Map(fields.map((field) => [field.name, field])), byFirstByte };
}

/**
 * A decoded document with the selected paths only: the definition of what the byte reader gives. Paths lead through plain
 * objects; anything else on the way (an array, a BSON class, an object with a field called `_bsontype`) is kept whole.
 */
export function restrictTo(value: unknown, { byName }: Selection): unknown {
  if (!isPlain(value)) return value;
  const entries = Object.entries(value).flatMap(([name, field]) => {
    const selected = byName.get(name);
    return selected === undefined ? [] : [[name, restrictField(field, selected)] as const];
  });
  return Object.fromEntries(entries);
}

/** A selected field's value, as far as it is wanted. */
export function restrictField(value: unknown, { inside, firstElementOnly }: SelectedField): unknown {
  if (firstElementOnly && Array.isArray(value)) return value.slice(0, 1);
  return inside === null || !isPlain(value) || '_bsontype' in value ? value : restrictTo(value, inside);
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
