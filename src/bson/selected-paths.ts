/** A field on one of the selected paths. */
export interface SelectedField {
  readonly name: string;
  /** The name as stored in BSON, without the closing zero byte. */
  readonly bytes: Uint8Array;
  /** The selected fields inside; `null` if the whole field is selected. */
  readonly inside: Selection | null;
  /** Of an array, only the first element is selected. */
  readonly firstElementOnly: boolean;
  /** Of the objects in an array, only some fields are selected; `null` if they are selected whole. */
  readonly elements: SelectedElements | null;
}

/** The selection within the objects of an array. */
export interface SelectedElements {
  readonly fields: Selection;
  /** The first element is still selected whole. */
  readonly firstWhole: boolean;
}

/** The selected fields of an object. */
export interface Selection {
  readonly byName: ReadonlyMap<string, SelectedField>;
  /** The same fields by the first byte of their names, for lookup in bytes. */
  readonly byFirstByte: readonly (readonly SelectedField[] | undefined)[];
}

interface Path {
  readonly names: readonly string[];
  readonly firstElementOnly: boolean;
  readonly elements: SelectedElements | null;
}

/**
 * Compiles dotted paths into a selection. A path selects everything below it, so a longer path through it adds nothing.
 * @param firstElementOf those of the paths whose arrays are read only up to the first element
 * @param elementFields for arrays among the paths, the paths to select in each of their objects; combined with
 *   `firstElementOf`, in all but the first
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

/** The paths to select in the objects of an array, by the path of the array. */
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
    // A longer path through an array selects something inside it, so the array is taken whole.
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
 * A decoded document reduced to the selected paths: the reference for what the byte reader returns. Paths lead through
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

/** A selected field's value, reduced to the selection. */
export function restrictField(value: unknown, { inside, firstElementOnly, elements }: SelectedField): unknown {
  if (firstElementOnly && Array.isArray(value)) return value.slice(0, 1);
  if (elements === null || !Array.isArray(value)) return inside === null ? value : restrictObject(value, inside);
  return value.map((item: unknown, position) =>
    position === 0 && elements.firstWhole ? item : restrictObject(item, elements.fields),
  );
}

/** A plain object reduced to the selected paths; anything else is kept whole. */
export function restrictObject(value: unknown, selection: Selection): unknown {
  return !isPlain(value) || '_bsontype' in value ? value : restrictTo(value, selection);
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** The selected field whose name equals the given bytes. */
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

/** Whether a name equals the given bytes. */
export function isName(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let index = 0; index < name.length; index++) {
    if (name[index] !== bytes[start + index]) return false;
  }
  return true;
}
