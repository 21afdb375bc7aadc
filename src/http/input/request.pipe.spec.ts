import { describe, expect, it } from '@jest/globals';
import { Field, InputType } from '@nestjs/graphql';

import { InvalidInputError, type InputProblem } from '../../errors/domain-error.js';
import { Flag, Line, NumberWithin, OneOf, Part, SomeOf } from './body-fields.js';
import { QueryInteger, QueryOneOf, QueryText } from './query-parameters.js';
import { RequestPipe } from './request.pipe.js';

class PartDto {
  @NumberWithin(1, 5, { integer: true, nullable: true }) count?: number | null;
}

class BodyDto {
  @OneOf(['red', 'green'], { required: true }) color!: string;
  @Flag({ default: false }) bright: boolean = false;
  @Line(10) name?: string;
  @Part(PartDto) part?: PartDto;
  @SomeOf(['a', 'b']) letters: readonly string[] = [];
}

class QueryDto {
  @QueryInteger(1, 100, { description: 'Entries', default: 24 }) limit: number = 24;
  @QueryOneOf(['red', 'green'], { description: 'Only these' }) color?: string;
  @QueryText(5, { description: 'Words', required: 'what to look for' }) q!: string;
}

class OptionalDto {
  @Flag() bright?: boolean;
}

@InputType()
class OfGraphql {
  @Field(() => String) anything?: string;
}

const pipe = new RequestPipe();
const read = (value: unknown, type: 'body' | 'query', metatype: new () => object): Promise<unknown> =>
  pipe.transform(value, { type, metatype });

async function problems(value: unknown, type: 'body' | 'query', metatype: new () => object): Promise<InputProblem[]> {
  const error: unknown = await read(value, type, metatype).catch((thrown: unknown) => thrown);
  if (!(error instanceof InvalidInputError)) throw new Error(`Nothing was refused: ${JSON.stringify(error)}`);
  return [...error.problems];
}

describe('a body', () => {
  it('becomes an instance of its class, with defaults', async () => {
    const body = await read({ color: 'red', name: ' x ', part: { count: null } }, 'body', BodyDto);
    expect(body).toBeInstanceOf(BodyDto);
    expect(body).toMatchObject({ color: 'red', bright: false, name: 'x', part: { count: null }, letters: [] });
  });

  it('is rejected with all of its problems at once, by path', async () => {
    const sent = { colr: 1, bright: 'true', name: '\u200b', part: { count: '3', cuont: 1 }, letters: ['a', 'c'] };
    expect(await problems(sent, 'body', BodyDto)).toEqual([
      { parameter: 'colr', value: 1, problem: 'unknown field; did you mean `color`?' },
      { parameter: 'color', value: undefined, problem: 'is required; it must be one of red, green' },
      { parameter: 'bright', value: 'true', problem: 'must be true or false; send it without quotes' },
      {
        parameter: 'name',
        value: '\u200b',
        problem: 'must have a visible character and no control characters',
      },
      { parameter: 'part.cuont', value: 1, problem: 'unknown field; did you mean `count`?' },
      { parameter: 'part.count', value: '3', problem: 'must be an integer from 1 to 5; send it without quotes' },
      { parameter: 'letters', value: '["a","c"]', problem: 'must be a list of values from a, b' },
    ]);
  });

  it.each([[null], [[]], ['x'], [7], [true]])('is refused as %j', async (sent) => {
    expect(await problems(sent, 'body', BodyDto)).toEqual([
      expect.objectContaining({ parameter: 'body', problem: expect.stringContaining('must be a JSON object') }),
    ]);
  });

  it('may be left out where nothing is required', async () => {
    expect(await read(undefined, 'body', OptionalDto)).toBeInstanceOf(OptionalDto);
  });

  it('takes no field that its class does not know', async () => {
    expect(await problems({ anything: 1 }, 'body', OptionalDto)).toEqual([
      { parameter: 'anything', value: 1, problem: 'unknown field' },
    ]);
  });

  it.each([...Object.getOwnPropertyNames(Object.prototype), 'prototype'])('never has a field %s', async (name) => {
    const sent: unknown = JSON.parse(`{"color":"red","part":{"${name}":1}}`);
    expect(await problems(sent, 'body', BodyDto)).toEqual([
      { parameter: `part.${name}`, value: 1, problem: 'unknown field' },
    ]);
  });
});

describe('a query', () => {
  const query = (text: string): object =>
    Object.assign(Object.create(null) as object, Object.fromEntries(new URLSearchParams(text)));

  it('is converted', async () => {
    expect(await read(query('q=ring&limit=7'), 'query', QueryDto)).toMatchObject({ q: 'ring', limit: 7 });
    expect(await read(query('q=ring'), 'query', QueryDto)).toMatchObject({ limit: 24 });
  });

  it.each([
    ['q=a&limit=0', 'limit', 'must be an integer from 1 to 100'],
    ['q=a&limit=1e1', 'limit', 'must be an integer from 1 to 100'],
    ['q=a&limit=', 'limit', 'is empty; leave it out instead'],
    ['q=a&color=grean', 'color', 'must be one of red, green; did you mean `green`?'],
    ['q=abcdef', 'q', 'must be at most 5 characters long'],
    ['', 'q', 'is required: what to look for'],
    ['q=a&lmit=3', 'lmit', 'unknown parameter; did you mean `limit`?'],
    ['q=a&toString=3', 'toString', 'unknown parameter'],
    ['q=a&constructor=3', 'constructor', 'unknown parameter'],
  ])('%s is refused', async (text, parameter, problem) => {
    expect(await problems(query(text), 'query', QueryDto)).toEqual([expect.objectContaining({ parameter, problem })]);
  });

  it('has each parameter once', async () => {
    expect(await problems({ q: ['a', 'b'] }, 'query', QueryDto)).toEqual([
      expect.objectContaining({ parameter: 'q', problem: 'may be given only once' }),
    ]);
  });
});

it('arguments of GraphQL are left to its schema', async () => {
  const value = { anything: 'x', more: 1 };
  expect(await read(value, 'body', OfGraphql)).toBe(value);
});
