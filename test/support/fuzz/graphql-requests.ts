import { readFileSync } from 'node:fs';

import {
  buildSchema,
  getNamedType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from 'graphql';

import type { HostileValues } from './hostile-values.js';
import type { FuzzRequest } from './rest-requests.js';

const DEEPEST = 14;

/** Loads a schema from a file. */
export function schemaOf(file: string): GraphQLSchema {
  return buildSchema(readFileSync(file, 'utf8'));
}

/** A query whose fields are valid, but whose values seldom are; now and then one that is not GraphQL at all. */
export function graphqlRequest(values: HostileValues, schema: GraphQLSchema): FuzzRequest {
  const query = queryOf(values, schema);
  const text = values.chance(0.15) ? values.spoiled(query) : query;
  const body: Record<string, unknown> = { query: text };
  if (values.chance(0.2)) body['variables'] = values.json();
  if (values.chance(0.1)) body['operationName'] = values.json();
  if (values.chance(0.05)) body['extensions'] = values.json();
  const json = values.chance(0.03) ? JSON.stringify([body, body]) : JSON.stringify(body);
  return {
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': values.chance(0.97) ? 'application/json' : 'text/plain', accept: 'application/json' },
    body: json,
  };
}

function queryOf(values: HostileValues, schema: GraphQLSchema): string {
  const root = schema.getQueryType();
  if (root === null || root === undefined) return '{ __typename }';
  const fields = Object.values(root.getFields());
  const count = values.chance(0.05) ? 40 : 1 + values.below(3);
  const depth = 1 + values.below(DEEPEST);
  const parts = Array.from(
    { length: count },
    (_, number) => `a${number}: ${fieldOf(values, values.of(fields), depth)}`,
  );
  return `query { ${parts.join(' ')} }`;
}

function fieldOf(values: HostileValues, field: GraphQLField<unknown, unknown>, depth: number): string {
  const given = field.args.filter(({ type }) => isNonNullType(type) || values.chance(0.4));
  const args = given.map(({ name, type }) => `${name}: ${literal(values, type)}`);
  const directive = values.chance(0.05) ? ' @include(if: true) @skip(if: false)' : '';
  const head = `${field.name}${args.length === 0 ? '' : `(${args.join(', ')})`}${directive}`;
  return `${head}${selectionOf(values, field.type, depth)}`;
}

function selectionOf(values: HostileValues, type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  const fields = Object.values(named.getFields()).filter(
    ({ type: of }) => depth > 0 || !isObjectType(getNamedType(of)),
  );
  if (fields.length === 0) return ' { __typename }';
  const chosen = Array.from({ length: 1 + values.below(5) }, () => values.of(fields));
  const parts = chosen.map((field, number) => `f${number}: ${fieldOf(values, field, depth - 1)}`);
  return ` { ${parts.join(' ')} }`;
}

function literal(values: HostileValues, type: GraphQLInputType): string {
  if (isNonNullType(type)) return literal(values, type.ofType);
  if (values.chance(0.1)) return values.of(['null', '$x', '[]', '{}', '-1', '""', '9e99', 'TRUE']);
  if (isListType(type))
    return `[${Array.from({ length: values.below(4) }, () => literal(values, type.ofType)).join(', ')}]`;
  if (isEnumType(type)) return values.of(type.getValues()).name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(() => values.chance(0.4));
    return `{${fields.map(({ name, type: of }) => `${name}: ${literal(values, of)}`).join(', ')}}`;
  }
  if (isScalarType(type) && ['Int', 'Float'].includes(type.name))
    return values.of(['0', '1', '24', '100', '101', '-1', '2147483647', '2147483648', '1.5', '1e308']);
  if (isScalarType(type) && type.name === 'Boolean') return values.of(['true', 'false', '0']);
  return JSON.stringify(values.text());
}
