import type { ApolloServerPlugin, BaseContext, GraphQLRequestListener } from '@apollo/server';
import { Plugin } from '@nestjs/apollo';
import { PUBLIC_CACHE } from '../catalog/http-answer.js';

/** Lets caches keep responses to GET as long as REST's, unless they contain any error. */
@Plugin()
export class CacheHeadersPlugin implements ApolloServerPlugin {
  async requestDidStart(): Promise<GraphQLRequestListener<BaseContext>> {
    return {
      willSendResponse: async ({ request, response: { body, http } }) => {
        if (request.http?.method !== 'GET' || body.kind !== 'single' || body.singleResult.errors !== undefined) {
          http.headers.set('cache-control', 'no-store');
          return;
        }
        http.headers.set('cache-control', PUBLIC_CACHE);
        // In a browser, the same address is the playground, and the response's media type depends on Accept.
        http.headers.set('vary', 'Accept, Accept-Encoding, Origin');
      },
    };
  }
}
