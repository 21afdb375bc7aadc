import type { ApolloServerPlugin, BaseContext, GraphQLRequestListener } from '@apollo/server';
import { Plugin } from '@nestjs/apollo';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { getVariableValues, GraphQLError } from 'graphql';
import { fieldExtensionsEstimator, getComplexity, simpleEstimator } from 'graphql-query-complexity';
import { introspectionCost, MAX_COST } from './query-cost.js';

/**
 * Rejects a query whose cost is too high, computed with the request's own variables, and reports the cost of every
 * query.
 */
@Plugin()
export class QueryCostPlugin implements ApolloServerPlugin {
  constructor(private readonly schemaHost: GraphQLSchemaHost) {}

  async requestDidStart(): Promise<GraphQLRequestListener<BaseContext>> {
    let requested: number | undefined;
    return {
      didResolveOperation: async ({ request, document, operation }) => {
        // The document has no operation of that name: the execution reports it, and it costs nothing.
        if (operation === undefined) return;
        if (operation.operation !== 'query')
          throw refusal(`This API has no ${operation.operation}s, only queries`, 'BAD_REQUEST');
        requested = costOf(this.schemaHost.schema, document, operation, request.variables ?? {});
        if (requested > MAX_COST)
          throw refusal(
            `This query costs ${requested}, the maximum is ${MAX_COST}: request fewer products or fields`,
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

/** What a query is told about its cost. */
export function costReport(requested: number): { readonly requested: number; readonly max: number } {
  return { requested, max: MAX_COST };
}

/** The cost of a query with its variables. Throws if they are invalid. */
export function costOf(
  schema: GraphQLSchema,
  query: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  // The cost computation would collect an error for each of thousands of invalid values; this stops at the first.
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

/** The maximum number of cached costs per document: each is requested with few page sizes. */
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
 * The part of a variable that a cost can depend on: whole numbers (page sizes), booleans (`@include`), and the length
 * of a list. Strings never matter, nor do fractions or the bounds of price and carat.
 */
function costlyPart(key: string, value: unknown): unknown {
  if (typeof value === 'string' || (typeof value === 'number' && !Number.isInteger(value))) return undefined;
  // Only inside a filter; a variable of that name may well be a page size.
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
      // The name as stated in the operation: an empty one in the request means none.
      ...(operation.name === undefined ? {} : { operationName: operation.name.value }),
      estimators: [introspectionCost, fieldExtensionsEstimator(), simpleEstimator({ defaultComplexity: 1 })],
    });
  } catch (error) {
    // Too many fields to count, or a required variable is missing.
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
