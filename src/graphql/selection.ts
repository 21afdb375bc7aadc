import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';

/** The fields that a query asks for right below the resolved one, fragments included. */
export function selectedFields(info: GraphQLResolveInfo): ReadonlySet<string> {
  const fields = new Set<string>();
  for (const node of info.fieldNodes) collect(node.selectionSet, info, fields);
  return fields;
}

function collect(set: SelectionSetNode | undefined, info: GraphQLResolveInfo, fields: Set<string>): void {
  for (const selection of set?.selections ?? []) {
    if (selection.kind === 'Field') fields.add(selection.name.value);
    else if (selection.kind === 'InlineFragment') collect(selection.selectionSet, info, fields);
    else collect(info.fragments[selection.name.value]?.selectionSet, info, fields);
  }
}

/** Whether an argument was written in the query, rather than filled in by the schema. */
export function isGiven(info: GraphQLResolveInfo, argument: string): boolean {
  return info.fieldNodes.some((node) => node.arguments?.some(({ name }) => name.value === argument) === true);
}
