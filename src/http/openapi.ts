import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

import { completeDocument } from './complete-document.js';
import { DOCS_LOOK } from './docs-look.js';

const DESCRIPTION = `Products by REST: open a route, press *Try it out*, then *Execute*.

- The same products by GraphQL: [/graphql](/graphql)
- The storefront: [/](/) and the console: [/admin](/admin)
- Routes under \`/api/admin\` need a key: press *Authorize*. The demo prints one when it starts.`;

/** The OpenAPI document of all REST routes. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('GenZ Jewelry catalog')
    .setDescription(DESCRIPTION)
    .setVersion('1.0.0')
    .addTag('catalog', 'What shoppers see')
    .addTag('pictures', 'Drawn from a product’s data')
    .addTag('old clients', 'The shop’s old API')
    .addTag('products', 'Writing products')
    .addTag('migrations')
    .addTag('quarantine', 'Products that cannot be mapped')
    .addApiKey({ type: 'apiKey', name: 'X-API-Key', in: 'header' }, 'admin-key')
    .build();
  return completeDocument(
    SwaggerModule.createDocument(app, config, {
      operationIdFactory: (controller, method) => `${controller}.${method}`,
    }),
  );
}

/**
 * Serves the document at `/docs/openapi.json` and a page to try it out at `/docs`, with all files from this service.
 */
export function setUpOpenApi(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'docs/openapi.json',
    yamlDocumentUrl: 'docs/openapi.yaml',
    customSiteTitle: 'GenZ Jewelry · REST API',
    customfavIcon: '/favicon.ico',
    customCss: DOCS_LOOK,
    swaggerOptions: { displayRequestDuration: true, filter: true, defaultModelsExpandDepth: 0 },
  });
}
