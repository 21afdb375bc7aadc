import 'reflect-metadata';

import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { createApp } from '../../src/app.setup.js';
import { readSettings } from '../../src/config/read-settings.js';
import { CatalogResolver } from '../../src/graphql/catalog.resolver.js';
import { describeSchema } from '../../src/graphql/describe-schema.js';
import { openApiDocument } from '../../src/http/openapi.js';

/** A file that describes one of the service's interfaces. */
export interface ApiDocument {
  /** Name within `docs/`. */
  readonly file: string;
  readonly text: string;
}

/** Generates the GraphQL schema and the OpenAPI document from the code; needs no database. */
export async function apiDocuments(): Promise<readonly ApiDocument[]> {
  return [
    { file: 'schema.graphql', text: await schemaText() },
    { file: 'openapi.json', text: await openApiText() },
  ];
}

async function schemaText(): Promise<string> {
  const builder = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
  const schema = await builder.get(GraphQLSchemaFactory).create([CatalogResolver]);
  await builder.close();
  return `${printSchema(lexicographicSortSchema(describeSchema(schema)))}\n`;
}

async function openApiText(): Promise<string> {
  // Never initialized, so nothing connects to the address.
  const settings = readSettings({ NODE_ENV: 'test', MONGODB_URI: 'mongodb://127.0.0.1:1', LOG_LEVEL: 'silent' });
  const app = await createApp({ settings });
  return `${JSON.stringify(openApiDocument(app), null, 2)}\n`;
}
