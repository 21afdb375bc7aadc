import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import { ApolloDriver } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLError, ValidationContext, ValidationRule } from 'graphql';
import { CatalogModule } from '../catalog/catalog.module.js';
import { AnswerNotesPlugin } from './answer-notes.plugin.js';
import { CacheHeadersPlugin } from './cache-headers.plugin.js';
import { CatalogResolver } from './catalog.resolver.js';
import { describeSchema } from './describe-schema.js';
import { BoundedDocumentStore } from './document-store.js';
import { formatGraphqlError } from './format-error.js';
import { QueryCostPlugin } from './query-cost.plugin.js';

/**
 * By default the rules throw, which is a failure (500) instead of a rejection; this way they report like every other
 * rule.
 */
const AS_VALIDATION_ERROR = {
  propagateOnRejection: false,
  onReject: [(context: ValidationContext | null, error: GraphQLError): void => context?.reportError(error)],
};

/**
 * The limits of one request. The storefront's deepest query has depth 7 and two aliases. The introspection query of
 * playgrounds is exempt from the depth limit, since the schema itself bounds it.
 */
const LIMITS: readonly unknown[] = [
  maxDepthRule({ n: 10, ignoreIntrospection: true, ...AS_VALIDATION_ERROR }),
  maxAliasesRule({ n: 15, ...AS_VALIDATION_ERROR }),
  maxDirectivesRule({ n: 10, ...AS_VALIDATION_ERROR }),
];

/** The public GraphQL API at `/graphql`. */
@Module({
  imports: [
    CatalogModule,
    GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: ApolloDriver,
      path: '/graphql',
      autoSchemaFile: true,
      sortSchema: true,
      transformSchema: describeSchema,
      graphiql: false,
      playground: false,
      introspection: true,
      includeStacktraceInErrorResponses: false,
      csrfPrevention: true,
      allowBatchedHttpRequests: false,
      persistedQueries: false,
      documentStore: new BoundedDocumentStore(),
      stopOnTerminationSignals: false,
      // It checks every field of every response for cache hints, and there are none.
      plugins: [ApolloServerPluginCacheControlDisabled()],
      context: (request: FastifyRequest, reply: FastifyReply) => ({ req: request, res: reply }),
      formatError: formatGraphqlError,
      parseOptions: { maxTokens: 1_000 },
      validationOptions: { maxErrors: 5 },
      validationRules: LIMITS as ValidationRule[],
    }),
  ],
  providers: [CatalogResolver, QueryCostPlugin, CacheHeadersPlugin, AnswerNotesPlugin],
})
export class CatalogGraphqlModule {}
