import {
  type GraphQLEnumType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isObjectType,
} from 'graphql';

import { labelOf } from '../listing/labels.js';
import { SCHEMA_TEXTS } from './schema-texts.js';

interface Described {
  description?: string | null | undefined;
}

/** The vocabularies whose values have labels. */
const LABELED: Readonly<Record<string, 'category' | 'subcategory' | 'metal' | 'stone'>> = {
  ProductCategory: 'category',
  ProductSubcategory: 'subcategory',
  MetalType: 'metal',
  StoneType: 'stone',
};

/**
 * Adds descriptions to every type, field, argument and value that has none, so that the schema can be explored without
 * any other page.
 */
export function describeSchema(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    describe(type, type.name);
    if (isObjectType(type)) for (const field of Object.values(type.getFields())) describeField(field, type.name);
    if (isInputObjectType(type)) for (const field of Object.values(type.getFields())) describeField(field, type.name);
    if (isEnumType(type)) describeValues(type);
  }
  return schema;
}

function describeField(field: GraphQLField<unknown, unknown> | GraphQLInputField, owner: string): void {
  const path = `${owner}.${field.name}`;
  describe(field, path);
  if ('args' in field) for (const argument of field.args) describe(argument, `${path}.${argument.name}`);
}

function describeValues(type: GraphQLEnumType): void {
  const vocabulary = LABELED[type.name];
  for (const value of type.getValues()) {
    describe(value, `${type.name}.${value.name}`);
    if (vocabulary === undefined) continue;
    const label = labelOf(vocabulary, String(value.value));
    value.description = `${value.description ?? label}; REST: \`${String(value.value)}\``;
  }
}

function describe(element: Described, path: string): void {
  element.description ??= SCHEMA_TEXTS[path];
}
