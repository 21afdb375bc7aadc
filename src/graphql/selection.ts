import type { FieldNode, GraphQLObjectType, GraphQLResolveInfo, SelectionNode, SelectionSetNode } from 'graphql';
import {
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
} from 'graphql';

/** The parts of an execution that the selection depends on. */
export type Asked = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments' | 'returnType' | 'variableValues'>;

/** The fields that a query selects directly below the resolved one: including fragments, excluding skipped fields. */
export function selectedFields(info: Asked): readonly FieldNode[] {
  return info.fieldNodes.flatMap((node) => fieldsOf(node.selectionSet, info, new Set()));
}

/** The arguments of each selected field of a name. */
export function selectedArguments(info: Asked, field: string): readonly Readonly<Record<string, unknown>>[] {
  const definition = (getNamedType(info.returnType) as GraphQLObjectType).getFields()[field];
  if (definition === undefined) return [];
  return selectedFields(info)
    .filter(({ name }) => name.value === field)
    .map((node) => getArgumentValues(definition, node, info.variableValues));
}

/** Whether an argument has a value from the query or its variables, not a default of the schema. */
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

/** Each fragment is visited once: a second visit would find nothing new. */
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
