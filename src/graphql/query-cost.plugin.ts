import type { ApolloServerPlugin, BaseContext, GraphQLRequestListener } from '@apollo/server';
import { Plugin } from '@nestjs/apollo';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { getVariableValues, GraphQLError } from 'graphql';
import { fieldExtensionsEstimator, getComplexity, simpleEstimator } from 'graphql-query-complexity';
import { introspectionCost, MAX_COST } from './query-cost.js';

/**
 * Refuses a query that would cost too much, counted with the request's own variables, and tells every query its cost.
 */
@Plugin()
export class QueryCostPlugin implements ApolloServerPlugin {
  constructor(private readonly schemaHost: GraphQLSchemaHost) {}

  async requestDidStart(): Promise<GraphQLRequestListener<BaseContext>> {
    let requested: number | undefined;
    return {
      didResolveOperation: async ({ request, document, operation }) => {
        // A name that no operation of the document has: the execution says so, and costs nothing.
        if (operation === undefined) return;
        if (operation.operation !== 'query')
          throw refusal(`This API has no ${operation.operation}s, only queries`, 'BAD_REQUEST');
        requested = costOf(this.schemaHost.schema, document, operation, request.variables ?? {});
        if (requested > MAX_COST)
          throw refusal(
            `This query costs ${requested}, the most is ${MAX_COST}: ask for fewer products or fields`,
            'QUERY_TOO_EXPENSIVE',
          );
      },
      willSendResponse: async ({ response }) => {
        if (response.body.kind !== 'single' || requested === undefined) return;
        response.body.singleResult.extensions = {
          ...response.body.singleResult.extensions,
          cost: costReport(requested),
        };
      },
    };
  }
}

/** What a query is told of its cost. */
export function costReport(requested: number): { readonly requested: number; readonly max: number } {
  return { requested, max: MAX_COST };
}

/** What a query costs with its variables. Throws where they do not fit. */
export function costOf(
  schema: GraphQLSchema,
  query: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  // The count would gather an error for each of thousands of wrong values; here the first one ends it.
  const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 1 });
  const [wrong] = errors ?? [];
  if (wrong !== undefined) throw refusal(wrong.message, 'BAD_USER_INPUT', wrong);
  const key = `${operation.name?.value ?? ''} ${JSON.stringify(variables, costlyPart)}`;
  const costs = costsOf(query);
  let cost = costs.get(key);
  if (cost === undefined) {
    cost = countCost(schema, query, operation, variables);
    if (costs.size < MAX_COSTS) costs.set(key, cost);
  }
  return cost;
}

/** Most costs that are kept for a document: it is asked with few sizes. */
const MAX_COSTS = 50;
const known = new WeakMap<DocumentNode, Map<string, number>>();

function costsOf(query: DocumentNode): Map<string, number> {
  let costs = known.get(query);
  if (costs === undefined) {
    costs = new Map();
    known.set(query, costs);
  }
  return costs;
}

/**
 * What of a variable a cost can depend on: whole numbers (page sizes), booleans (`@include`), and how many values a
 * list has. Texts never do, nor do fractions and what stands in ranges of price and carat.
 */
function costlyPart(key: string, value: unknown): unknown {
  if (typeof value === 'string' || (typeof value === 'number' && !Number.isInteger(value))) return undefined;
  // In a filter; a variable of that name may well be a page size.
  if ((key === 'price' || key === 'carat') && typeof value === 'object') return undefined;
  return Array.isArray(value) ? value.length : value;
}

function countCost(
  schema: GraphQLSchema,
  query: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  try {
    return getComplexity({
      schema,
      query,
      variables,
      // The name as the operation says it: an empty one in the request means none.
      ...(operation.name === undefined ? {} : { operationName: operation.name.value }),
      estimators: [introspectionCost, fieldExtensionsEstimator(), simpleEstimator({ defaultComplexity: 1 })],
    });
  } catch (error) {
    // Too many fields to count, or a variable that is missing where it is needed.
    if (error instanceof GraphQLError) throw refusal(error.message, 'BAD_USER_INPUT', error);
    throw error;
  }
}

function refusal(message: string, code: string, cause?: GraphQLError): GraphQLError {
  return new GraphQLError(message, {
    ...(cause?.nodes === undefined ? {} : { nodes: cause.nodes }),
    extensions: { code, http: { status: 400 } },
  });
}
