import type { ApolloServerPlugin, BaseContext, GraphQLRequestListener } from '@apollo/server';
import { Plugin } from '@nestjs/apollo';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { DocumentNode } from 'graphql';
import { GraphQLError } from 'graphql';
import { fieldExtensionsEstimator, getComplexity, simpleEstimator } from 'graphql-query-complexity';

/** What one request may cost: a full page of 100 products with every field and facet fits. */
export const MAX_COST = 1_000;

/** Refuses a query that would cost too much, counted with the request's own variables, and tells every query its cost. */
@Plugin()
export class QueryCostPlugin implements ApolloServerPlugin {
  constructor(private readonly schemaHost: GraphQLSchemaHost) {}

  private costOf(query: DocumentNode, variables: Record<string, unknown>, operationName?: string): number {
    try {
      return getComplexity({
        schema: this.schemaHost.schema,
        ...(operationName === undefined ? {} : { operationName }),
        query, variables,
        estimators: [fieldExtensionsEstimator(), simpleEstimator({ defaultComplexity: 1 })],
      });
    } catch (error) {
      // The cost is counted with the variables, so here is where variables of the wrong type come to light.
      if (!(error instanceof GraphQLError)) throw error;
      throw new GraphQLError(error.message, { ...(error.nodes === undefined ? {} : { nodes: error.nodes }), extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
    }
  }

  async requestDidStart(): Promise<GraphQLRequestListener<BaseContext>> {
    let requested = 0;
    return {
      didResolveOperation: async ({ request, document }) => {
        requested = this.costOf(document, request.variables ?? {}, request.operationName);
        if (requested > MAX_COST) {
          throw new GraphQLError(`This query costs ${requested}, the most is ${MAX_COST}: ask for fewer products or fields`, {
            extensions: { code: 'QUERY_TOO_EXPENSIVE', cost: { requested, max: MAX_COST }, http: { status: 400 } },
          });
        }
      },
      willSendResponse: async ({ response }) => {
        if (response.body.kind !== 'single' || requested === 0) return;
        response.body.singleResult.extensions = { ...response.body.singleResult.extensions, cost: { requested, max: MAX_COST } };
      },
    };
  }
}
