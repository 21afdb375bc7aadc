import type { ApolloServerPlugin, BaseContext, GraphQLRequestListener } from '@apollo/server';
import { Plugin } from '@nestjs/apollo';
import { PUBLIC_CACHE } from '../catalog/http-answer.js';

/** Lets caches keep answers to GET as long as REST's; what failed even in part is not kept. */
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
        // The same address is the playground in a browser, and the media type of the answer follows Accept.
        http.headers.set('vary', 'Accept, Accept-Encoding, Origin');
      },
    };
  }
}
