import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import { Plugin } from '@nestjs/apollo';
import type { GraphQLFormattedError } from 'graphql';
import { noteFailure } from '../query-classes/request-class.js';

/** What the module gives every operation. */
interface RequestContext {
  readonly req: object;
}

const SERVER_ERROR = 500;

/** Tells monitoring of failures of the service: their status is 200 in GraphQL. */
@Plugin()
export class FailureNotesPlugin implements ApolloServerPlugin<RequestContext> {
  async requestDidStart(): Promise<GraphQLRequestListener<RequestContext>> {
    return {
      willSendResponse: async ({ contextValue, response: { body } }) => {
        if (body.kind === 'single' && body.singleResult.errors?.some(isFailure) === true) noteFailure(contextValue.req);
      },
    };
  }
}

function isFailure({ extensions }: GraphQLFormattedError): boolean {
  const { status } = (extensions?.['problem'] ?? {}) as { readonly status?: unknown };
  return typeof status === 'number' && status >= SERVER_ERROR;
}
