import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLObjectType,
  GraphQLOutputType,
  SelectionSetNode,
} from 'graphql';
import { isLeafType, isListType, isNonNullType, isObjectType, Kind } from 'graphql';

/** Extracts a selection from a value, in the form of the response. Throws `UnpickableError`. */
export type Pick = (value: unknown) => unknown;

/**
 * Thrown for anything that this fast path does not support, or that would be an error in the response: the general
 * execution handles it.
 */
export class UnpickableError extends Error {}

/** The fragments of a document by name. */
export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/**
 * Compiles a selection on a type into a function that extracts it from values: executing it field by field for each
 * product takes several times as long as the rest of a page. Fields with arguments or directives are left to the
 * general execution: throws `UnpickableError`.
 */
export function pickerOf(type: GraphQLOutputType, nodes: readonly FieldNode[], fragments: Fragments): Pick {
  if (isNonNullType(type)) {
    const pick = pickerOf(type.ofType, nodes, fragments);
    return (value) => pick(value) ?? unpickable(`There is no ${nodes[0]?.name.value}`);
  }
  if (isListType(type)) {
    const pick = pickerOf(type.ofType, nodes, fragments);
    return (value) => (isNothing(value) ? null : (value as readonly unknown[]).map(pick));
  }
  if (isLeafType(type)) return (value) => (isNothing(value) ? null : type.serialize(value));
  if (isObjectType(type)) return objectPicker(type, nodes, fragments);
  return unpickable('The type is known only when there is a value');
}

/** The fields directly below some others, fragments included, by their name in the response. */
export function fieldsBelow(
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  fragments: Fragments,
): ReadonlyMap<string, readonly FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const visit = (set: SelectionSetNode | undefined): void => {
    for (const selection of set?.selections ?? []) {
      if ((selection.directives ?? []).length > 0) unpickable('Directives may depend on variables');
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        fields.set(key, [...(fields.get(key) ?? []), selection]);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if ((fragment?.typeCondition?.name.value ?? type.name) !== type.name) unpickable('Another type is asked for');
      visit(fragment?.selectionSet);
    }
  };
  for (const { selectionSet } of nodes) visit(selectionSet);
  return fields;
}

function objectPicker(type: GraphQLObjectType, nodes: readonly FieldNode[], fragments: Fragments): Pick {
  const parts = [...fieldsBelow(type, nodes, fragments)].map(([key, fields]) => {
    const name = fields[0]?.name.value ?? '';
    if (name === '__typename') return { key, name: undefined, pick: () => type.name };
    const definition = type.getFields()[name];
    if (definition === undefined || definition.args.length > 0) return unpickable(`${name} has arguments`);
    return { key, name, pick: pickerOf(definition.type, fields, fragments) };
  });
  return (value) => {
    if (isNothing(value)) return null;
    const picked: Record<string, unknown> = {};
    for (const { key, name, pick } of parts)
      picked[key] = pick(name === undefined ? undefined : (value as Readonly<Record<string, unknown>>)[name]);
    return picked;
  };
}

function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function unpickable(reason: string): never {
  throw new UnpickableError(reason);
}
