import type { FieldNode, GraphQLObjectType, GraphQLResolveInfo, SelectionNode, SelectionSetNode } from 'graphql';
import {
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
} from 'graphql';

/** What of an execution the selection depends on. */
export type Asked = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments' | 'returnType' | 'variableValues'>;

/** The fields that a query asks for right below the resolved one: fragments included, what it skips left out. */
export function selectedFields(info: Asked): readonly FieldNode[] {
  return info.fieldNodes.flatMap((node) => fieldsOf(node.selectionSet, info, new Set()));
}

/** Each of the selected fields of a name, as the arguments that it is asked with. */
export function selectedArguments(info: Asked, field: string): readonly Readonly<Record<string, unknown>>[] {
  const definition = (getNamedType(info.returnType) as GraphQLObjectType).getFields()[field];
  if (definition === undefined) return [];
  return selectedFields(info)
    .filter(({ name }) => name.value === field)
    .map((node) => getArgumentValues(definition, node, info.variableValues));
}

/** Whether an argument has a value of the query or its variables, rather than one that the schema fills in. */
export function isGiven(info: Asked, argument: string): boolean {
  return info.fieldNodes.some(
    (node) =>
      node.arguments?.some(
        ({ name, value }) =>
          name.value === argument &&
          (value.kind !== Kind.VARIABLE || Object.hasOwn(info.variableValues, value.name.value)),
      ) === true,
  );
}

/** Each fragment is looked into once: more often it would show nothing new. */
function fieldsOf(set: SelectionSetNode | undefined, info: Asked, seen: Set<string>): FieldNode[] {
  return (set?.selections ?? [])
    .filter((selection) => isIncluded(selection, info))
    .flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf(selection.selectionSet, info, seen);
      if (seen.has(selection.name.value)) return [];
      seen.add(selection.name.value);
      return fieldsOf(info.fragments[selection.name.value]?.selectionSet, info, seen);
    });
}

function isIncluded(node: SelectionNode, { variableValues }: Asked): boolean {
  return (
    getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.if !== true &&
    getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.if !== false
  );
}
