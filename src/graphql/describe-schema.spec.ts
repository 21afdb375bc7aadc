import 'reflect-metadata';

import { beforeAll, describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { type GraphQLSchema, isEnumType, isInputObjectType, isObjectType, isSpecifiedScalarType } from 'graphql';

import { CatalogResolver } from './catalog.resolver.js';
import { describeSchema } from './describe-schema.js';
import { SCHEMA_TEXTS } from './schema-texts.js';

let schema: GraphQLSchema;
let before: ReadonlyMap<string, string>;

/** The description of each type, field, argument and value, empty if it has none. */
function descriptions(of: GraphQLSchema): Map<string, string> {
  const found = new Map<string, string>();
  for (const type of Object.values(of.getTypeMap())) {
    if (type.name.startsWith('__') || isSpecifiedScalarType(type)) continue;
    found.set(type.name, type.description ?? '');
    if (isObjectType(type) || isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        found.set(`${type.name}.${field.name}`, field.description ?? '');
        const args = 'args' in field ? field.args : [];
        for (const { name, description } of args) found.set(`${type.name}.${field.name}.${name}`, description ?? '');
      }
    }
    if (isEnumType(type)) {
      for (const { name, description } of type.getValues()) found.set(`${type.name}.${name}`, description ?? '');
    }
  }
  return found;
}

beforeAll(async () => {
  const builder = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
  schema = await builder.get(GraphQLSchemaFactory).create([CatalogResolver]);
  await builder.close();
  before = descriptions(schema);
  describeSchema(schema);
});

describe('the schema', () => {
  it('describes every type, field, argument and value', () => {
    const silent = [...descriptions(schema)].filter(([, text]) => text.trim() === '').map(([path]) => path);
    expect(silent).toEqual([]);
  });

  it('has no text for anything that does not exist, and none that the code already defines', () => {
    const idle = Object.keys(SCHEMA_TEXTS).filter((path) => before.get(path) !== '');
    expect(idle).toEqual([]);
  });

  it('names the REST value of every closed vocabulary', () => {
    expect(descriptions(schema).get('MetalType.ROSE_GOLD_14K')).toBe('14K rose gold; REST: `14k-rose-gold`');
    expect(descriptions(schema).get('StoneType.LAB_RUBY')).toBe('Lab-grown ruby; REST: `lab-ruby`');
    expect(descriptions(schema).get('ProductCategory.JEWELRY')).toMatch(
      /^Pieces in no other category.*REST: `jewelry`$/,
    );
  });
});
