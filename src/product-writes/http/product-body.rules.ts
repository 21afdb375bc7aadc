import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';

import { quoteHint } from '../../admin/quote-hint.js';

/**
 * Something that can be seen: not a name of zero-width, bidirectional or filler characters alone. U+2800 is Braille's
 * blank.
 */
const VISIBLE = String.raw`(?!\p{Default_Ignorable_Code_Point}|\u2800)[\p{L}\p{N}\p{P}\p{S}]`;
/**
 * Letters, digits and signs, and at least one that can be seen; no control characters, which belong into no page or
 * log.
 */
export const LINE = new RegExp(String.raw`^(?=.*${VISIBLE})[^\p{Cc}\p{Cs}]*$`, 'u');
/** The same for longer texts, which may have lines and may be empty. */
const TEXT = /^(?:[^\p{Cc}\p{Cs}]|[\n\r\t])*$/u;
/** Addresses that a page can show: no script, no data, no other host without its scheme. */
const ADDRESS = /^(?:https:\/\/|http:\/\/|\/(?!\/))[^\s\p{Cc}\p{Cs}"'<>\\]{1,2000}$/u;
const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** A field that may be left out, and cannot be taken away. */
const Given = (): PropertyDecorator => ValidateIf((_, value: unknown) => value !== undefined);

const Trimmed = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));

/** How a field differs from the usual. */
export interface Rule {
  /** Whether `null` takes the field away. */
  readonly removable?: boolean;
  readonly description?: string;
}

const presence = ({ removable = false }: Rule): PropertyDecorator => (removable ? IsOptional() : Given());

/** What the OpenAPI document says of any field. */
function told({ removable = false, description }: Rule, schema: Readonly<Record<string, unknown>>): PropertyDecorator {
  return ApiPropertyOptional({
    ...schema,
    ...(removable ? { nullable: true } : {}),
    ...(description === undefined ? {} : { description }),
  } as never);
}

/** One line of text. */
export function Line(most: number, rule: Rule = {}): PropertyDecorator {
  return applyDecorators(
    presence(rule),
    Trimmed(),
    IsString({ message: 'is no text' }),
    MaxLength(most, { message: `is longer than ${most} characters` }),
    Matches(LINE, { message: 'is blank, has nothing that can be seen, or has control characters' }),
    told(rule, { type: 'string', minLength: 1, maxLength: most }),
  );
}

/** Text of any number of lines. */
export function LongText(most: number): PropertyDecorator {
  return applyDecorators(
    Given(),
    IsString({ message: 'is no text' }),
    MaxLength(most, { message: `is longer than ${most} characters` }),
    Matches(TEXT, { message: 'has control characters' }),
    told({}, { type: 'string', maxLength: most }),
  );
}

/** The address of an image. */
export function Address(): PropertyDecorator {
  return applyDecorators(
    Given(),
    IsString({ message: 'is no text' }),
    Matches(ADDRESS, { message: 'is no address; give https://… or a path that begins with one /' }),
    told({}, { type: 'string', maxLength: 2_000, example: '/images/ring.jpg' }),
  );
}

/** A part of a page's address. */
export function Slug(): PropertyDecorator {
  return applyDecorators(
    Given(),
    IsString({ message: 'is no text' }),
    MaxLength(200, { message: 'is longer than 200 characters' }),
    Matches(SLUG, { message: 'is no slug; use small letters and digits, with single - between them' }),
    told({}, { type: 'string', pattern: SLUG.source, maxLength: 200 }),
  );
}

/** An ISO 4217 code. */
export function Currency(): PropertyDecorator {
  return applyDecorators(
    Given(),
    Matches(/^[A-Z]{3}$/, { message: 'is no currency; use three capital letters, e.g. USD' }),
    told({}, { type: 'string', pattern: '^[A-Z]{3}$', example: 'USD' }),
  );
}

/** One of a closed vocabulary. */
export function OneOf(values: readonly string[], enumName?: string): PropertyDecorator {
  return applyDecorators(
    Given(),
    IsIn([...values], { message: `is none of ${values.join(', ')}` }),
    told({}, { enum: [...values], ...(enumName === undefined ? {} : { enumName }) }),
  );
}

/** A number within bounds. */
export function NumberWithin(
  least: number,
  most: number,
  rule: Rule & { readonly whole?: boolean } = {},
): PropertyDecorator {
  const { whole = false } = rule;
  const kind = whole ? 'whole number' : 'number';
  const message = ({ value }: { readonly value: unknown }): string =>
    `is no ${kind} from ${least} to ${most}${quoteHint(value)}`;
  return applyDecorators(
    presence(rule),
    IsNumber({ allowNaN: false, allowInfinity: false, ...(whole ? { maxDecimalPlaces: 0 } : {}) }, { message }),
    Min(least, { message }),
    Max(most, { message }),
    told(rule, { type: whole ? 'integer' : 'number', minimum: least, maximum: most }),
  );
}

/** `true` or `false`. */
export function Flag(description?: string): PropertyDecorator {
  return applyDecorators(
    Given(),
    IsBoolean({ message: ({ value }) => `is neither true nor false${quoteHint(value)}` }),
    told(description === undefined ? {} : { description }, { type: 'boolean' }),
  );
}

/** An object with fields of its own. */
export function Part(type: new () => object, rule: Rule = {}): PropertyDecorator {
  return applyDecorators(
    presence(rule),
    IsObject({ message: 'is no object' }),
    ValidateNested({ message: 'is no object' }),
    Type(() => type),
    told(rule, { type }),
  );
}
