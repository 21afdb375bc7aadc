import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import { Plugin } from '@nestjs/apollo';
import { Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { CatalogService } from '../catalog/catalog.service.js';
import { withinContext } from '../logging/request-context.js';
import { noteFailure, noteKeepable } from '../query-classes/request-class.js';
import { causeOf } from './format-error.js';

/** The context that the module passes to every operation. */
interface RequestContext {
  readonly req: FastifyRequest;
}

const SERVER_ERROR = 500;

/**
 * Records about every response what monitoring and the response cache need: whether the service failed (GraphQL still
 * answers 200) and whether there was any error. Logs internal errors. While the database is unreachable, tells the
 * client how old the response may be.
 */
@Plugin()
export class AnswerNotesPlugin implements ApolloServerPlugin<RequestContext> {
  private readonly logger = new Logger('GraphQL');

  constructor(private readonly catalog: CatalogService) {}

  async requestDidStart(): Promise<GraphQLRequestListener<RequestContext>> {
    return {
      didEncounterErrors: async ({ contextValue, errors }) => {
        for (const cause of errors.map(causeOf))
          if (cause !== undefined)
            withinContext(contextValue.req, () => {
              this.logger.error(cause);
            });
      },
      willSendResponse: async ({ contextValue, response: { body, http } }) => {
        if (body.kind !== 'single') return;
        const { errors } = body.singleResult;
        if (errors === undefined) noteKeepable(contextValue.req);
        else if (errors.some(isFailure)) noteFailure(contextValue.req);
        const { isStale, ageSeconds, asOf } = this.catalog.freshness;
        if (!isStale) return;
        http.headers.set('catalog-age', String(ageSeconds));
        body.singleResult.extensions = {
          ...body.singleResult.extensions,
          catalog: { asOf: asOf.toISOString(), ageSeconds },
        };
      },
    };
  }
}

function isFailure({ extensions }: GraphQLFormattedError): boolean {
  const { status } = (extensions?.['problem'] ?? {}) as { readonly status?: unknown };
  return typeof status === 'number' && status >= SERVER_ERROR;
}
