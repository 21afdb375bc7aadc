import type { OpenAPIObject } from '@nestjs/swagger';

import { problemResponse } from './problem-docs.js';

/** The problems that the server itself may answer with on every route. */
const ON_EVERY_ROUTE: readonly number[] = [400, 408, 417, 429, 431, 500, 503];
/** The problems that it may answer with if a part of the path is a parameter. */
const ON_PATHS_WITH_VALUES: readonly number[] = [414];
const METHODS = ['get', 'post', 'patch', 'put', 'delete'] as const;

type Schemas = Record<string, { properties?: Record<string, unknown>; additionalProperties?: unknown }>;
type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/**
 * Adds to a document what applies to all routes: the problems that the server itself answers with, and that request
 * bodies allow no other fields than the documented ones.
 */
export function completeDocument(document: OpenAPIObject): OpenAPIObject {
  for (const [path, item] of Object.entries(document.paths)) {
    const further = path.includes('{') ? ON_PATHS_WITH_VALUES : [];
    for (const method of METHODS) {
      const operation = item[method];
      if (operation !== undefined) addProblems(operation, [...ON_EVERY_ROUTE, ...further]);
    }
  }
  closeBodies(document);
  return document;
}

function addProblems({ responses }: Operation, statuses: readonly number[]): void {
  for (const status of statuses) {
    const { status: _, ...response } = problemResponse(status);
    responses[String(status)] ??= response as (typeof responses)[string];
  }
}

/** Disallows additional members in the schemas of bodies and all schemas within them. */
function closeBodies(document: OpenAPIObject): void {
  const schemas = (document.components?.schemas ?? {}) as Schemas;
  const bodies = Object.values(document.paths).flatMap((item) => METHODS.map((method) => item[method]?.requestBody));
  const open = new Set(bodies.flatMap(referencesIn));
  for (const name of open) {
    const schema = schemas[name];
    if (schema === undefined) continue;
    if (schema.properties !== undefined) schema.additionalProperties = false;
    for (const inner of referencesIn(schema)) open.add(inner);
  }
}

/** The names of the schemas that a part of the document refers to. */
function referencesIn(part: unknown): string[] {
  const found = JSON.stringify(part ?? null).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
  return [...found].map(([, name = '']) => name);
}
