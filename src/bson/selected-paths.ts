/** A field on one of the wanted paths. */
export interface SelectedField {
  readonly name: string;
  /** The name as it stands in BSON, without the closing zero byte. */
  readonly bytes: Uint8Array;
  /** The wanted fields inside; `null` where the field is wanted whole. */
  readonly inside: Selection | null;
  /** Of an array, only the first element is wanted. */
  readonly firstElementOnly: boolean;
  /** Of the objects in an array, only some fields are wanted; `null` where they are wanted whole. */
  readonly elements: SelectedElements | null;
}

/** What is wanted of the objects in an array. */
export interface SelectedElements {
  readonly fields: Selection;
  /** The first element is wanted whole all the same. */
  readonly firstWhole: boolean;
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
  readonly elements: SelectedElements | null;
}

/**
 * Compiles dotted paths into a selection. A path wants everything below it, so a longer path through it adds nothing.
 * @param firstElementOf the paths among them where an array is wanted with its first element only
 * @param elementFields of arrays among them, the paths that are wanted of each object in it; with `firstElementOf` of
 *   all but the first
 */
export function selectPaths(
  paths: readonly string[],
  firstElementOf: readonly string[] = [],
  elementFields: ElementFields = {},
): Selection {
  return compile(
    [...new Set(paths)].map((path) => {
      const fields = Object.hasOwn(elementFields, path) ? elementFields[path] : undefined;
      const isFirst = firstElementOf.includes(path);
      return {
        names: path.split('.'),
        firstElementOnly: isFirst && fields === undefined,
        elements: fields === undefined ? null : { fields: selectPaths(fields), firstWhole: isFirst },
      };
    }),
  );
}

/** By the path of an array, the paths that are wanted of the objects in it. */
export type ElementFields = Readonly<Record<string, readonly string[]>>;

function compile(paths: readonly Path[]): Selection {
  const below = new Map<string, Path[]>();
  for (const {
    names: [name = '', ...names],
    firstElementOnly,
    elements,
  } of paths) {
    below.set(name, [...(below.get(name) ?? []), { names, firstElementOnly, elements }]);
  }
  const fields = Array.from(below, ([name, rests]): SelectedField => {
    const whole = rests.find(({ names }) => names.length === 0);
    // A longer path through an array wants what it leads to, so the array is taken whole.
    const isOnly = rests.length === 1;
    return {
      name,
      bytes: Buffer.from(name),
      inside: whole === undefined ? compile(rests) : null,
      firstElementOnly: isOnly && whole?.firstElementOnly === true,
      elements: isOnly ? (whole?.elements ?? null) : null,
    };
  });
  const byFirstByte: (readonly SelectedField[] | undefined)[] = Array.from({ length: 256 }, () => undefined);
  for (const field of fields) {
    const first = field.bytes[0] ?? 0;
    byFirstByte[first] = [...(byFirstByte[first] ?? []), field];
  }
  return { byName: new Map(fields.map((field) => [field.name, field])), byFirstByte };
}

/**
 * A decoded document with the selected paths only: the definition of what the byte reader gives. Paths lead through
 * plain objects; anything else on the way (an array, a BSON class, an object with a field called `_bsontype`) is kept
 * whole.
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
export function restrictField(value: unknown, { inside, firstElementOnly, elements }: SelectedField): unknown {
  if (firstElementOnly && Array.isArray(value)) return value.slice(0, 1);
  if (elements === null || !Array.isArray(value)) return inside === null ? value : restrictObject(value, inside);
  return value.map((item: unknown, position) =>
    position === 0 && elements.firstWhole ? item : restrictObject(item, elements.fields),
  );
}

/** A plain object with the selected paths only; anything else whole. */
export function restrictObject(value: unknown, selection: Selection): unknown {
  return !isPlain(value) || '_bsontype' in value ? value : restrictTo(value, selection);
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** The wanted field whose name stands in some bytes. */
export function fieldNamed(
  candidates: readonly SelectedField[],
  bytes: Uint8Array,
  start: number,
  end: number,
): SelectedField | undefined {
  for (let index = 0; index < candidates.length; index++) {
    const field = candidates[index] as SelectedField;
    if (isName(field.bytes, bytes, start, end)) return field;
  }
  return undefined;
}

/** Whether a name stands in some bytes. */
export function isName(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let index = 0; index < name.length; index++) {
    if (name[index] !== bytes[start + index]) return false;
  }
  return true;
}
