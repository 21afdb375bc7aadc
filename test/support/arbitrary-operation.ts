import fc from 'fast-check';
import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

const MAX_DEPTH = 4;

/** Operations on every field of a schema's queries, with arguments of every kind that its types allow. */
export function arbitraryOperation(schema: GraphQLSchema): fc.Arbitrary<string> {
  const query = schema.getQueryType();
  if (query === null || query === undefined) throw new Error('The schema has no queries');
  return selectionOf(query, MAX_DEPTH);
}

function selectionOf(type: GraphQLObjectType, depth: number): fc.Arbitrary<string> {
  const fields = Object.values(type.getFields()).filter(
    (field) => depth > 1 || !isObjectType(getNamedType(field.type)),
  );
  if (fields.length === 0) return fc.constant('{ __typename }');
  return fc
    .subarray(fields, { minLength: 1, maxLength: Math.min(3, fields.length) })
    .chain((chosen) => fc.tuple(...chosen.map((field) => fieldOf(field, depth))))
    .map((texts) => `{ ${texts.join(' ')} }`);
}

function fieldOf({ name, args, type }: GraphQLField<unknown, unknown>, depth: number): fc.Arbitrary<string> {
  return fc.tuple(argumentsOf(args), innerOf(type, depth)).map(([given, inner]) => `${name}${given}${inner}`);
}

function innerOf(type: GraphQLOutputType, depth: number): fc.Arbitrary<string> {
  const named = getNamedType(type);
  return isObjectType(named) ? selectionOf(named, depth - 1).map((text) => ` ${text}`) : fc.constant('');
}

function argumentsOf(all: readonly GraphQLArgument[]): fc.Arbitrary<string> {
  const required = all.filter(isRequiredArgument);
  const others = all.filter((one) => !isRequiredArgument(one));
  return fc
    .subarray(others, { maxLength: Math.min(3, others.length) })
    .chain((chosen) => fc.tuple(...[...required, ...chosen].map(inputOf)))
    .map((texts) => (texts.length === 0 ? '' : `(${texts.join(', ')})`));
}

function inputOf({ name, type }: GraphQLArgument | GraphQLInputField): fc.Arbitrary<string> {
  return valueOf(type).map((text) => `${name}: ${text}`);
}

function valueOf(type: GraphQLInputType): fc.Arbitrary<string> {
  if (isNonNullType(type)) return valueOf(type.ofType as GraphQLInputType);
  if (isListType(type))
    return fc.array(valueOf(type.ofType as GraphQLInputType), { maxLength: 3 }).map((texts) => `[${texts.join(', ')}]`);
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => name));
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    return fc
      .subarray(fields, { maxLength: Math.min(3, fields.length) })
      .chain((chosen) => fc.tuple(...chosen.map(inputOf)))
      .map((texts) => `{ ${texts.join(', ')} }`);
  }
  return scalarOf(type.name);
}

function scalarOf(name: string): fc.Arbitrary<string> {
  switch (name) {
    case 'Int':
      return fc.integer().map(String);
    case 'Float':
      return fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value));
    case 'Boolean':
      return fc.boolean().map(String);
    default:
      return fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => JSON.stringify(text));
  }
}
