import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  IsArray,
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
  MinLength,
  ValidateIf,
  ValidateNested,
  type ValidationArguments,
} from 'class-validator';

import { didYouMean, quoteHint } from './wording.js';

// Fields of request bodies: each decorator validates a field and documents it in the OpenAPI document.

/** At least one visible character, not only zero-width, bidirectional or filler ones. U+2800 is a blank. */
const VISIBLE = String.raw`(?!\p{Default_Ignorable_Code_Point}|\u2800)[\p{L}\p{N}\p{P}\p{S}]`;
/** A line of text: something visible and no control characters, which do not belong in pages or logs. */
export const LINE = new RegExp(String.raw`^(?=.*${VISIBLE})[^\p{Cc}\p{Cs}]*$`, 'u');
/** The same for longer texts, which may contain line breaks and may be empty. */
const TEXT = /^(?:[^\p{Cc}\p{Cs}]|[\n\r\t])*$/u;
/** Addresses that a page can safely show: no script, no data, no other host without a scheme. */
const ADDRESS = /^(?:https:\/\/|http:\/\/|\/(?!\/))[^\s\p{Cc}\p{Cs}"'<>\\]{1,2000}$/u;
const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** How a field differs from the default, which is optional and does not allow `null`. */
export interface FieldOptions {
  /** The field is required. */
  readonly required?: boolean;
  /** `null` is allowed: it removes a product's field, or restores the default. */
  readonly nullable?: boolean;
  readonly description?: string;
  readonly default?: unknown;
  readonly example?: unknown;
}

type Message = (args: ValidationArguments) => string;

/** One line of text, trimmed. @param max its maximum length in characters */
export function Line(max: number, options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'string', minLength: 1, maxLength: max }, [
    Trimmed(),
    IsString({ message: or('must be text') }),
    MaxLength(max, { message: or(`must be at most ${max} characters long`) }),
    Matches(LINE, { message: or('must have a visible character and no control characters') }),
  ]);
}

/** Text with any number of lines. @param max its maximum length in characters */
export function LongText(max: number, options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'string', maxLength: max }, [
    IsString({ message: or('must be text') }),
    MaxLength(max, { message: or(`must be at most ${max} characters long`) }),
    Matches(TEXT, { message: or('must not have control characters') }),
  ]);
}

/** A text whose content is validated elsewhere. @param max its maximum length in characters */
export function Text(max: number, options: FieldOptions = {}): PropertyDecorator {
  const message = or(`must be text of 1 to ${max} characters`);
  return field(options, { type: 'string', minLength: 1, maxLength: max, pattern: String.raw`\S` }, [
    IsString({ message }),
    MinLength(1, { message }),
    MaxLength(max, { message }),
    Matches(/\S/, { message }),
  ]);
}

/** An image address. */
export function Address(options: FieldOptions = {}): PropertyDecorator {
  return field({ example: '/images/ring.jpg', ...options }, { type: 'string', maxLength: 2_000 }, [
    IsString({ message: or('must be text') }),
    Matches(ADDRESS, { message: or('must be an https:// address, or a path that begins with a single /') }),
  ]);
}

/** A slug: a part of a page's address. */
export function Slug(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'string', pattern: SLUG.source, maxLength: 200 }, [
    IsString({ message: or('must be text') }),
    MaxLength(200, { message: or('must be at most 200 characters long') }),
    Matches(SLUG, { message: or('must be lowercase letters and digits, joined by single hyphens') }),
  ]);
}

/** An ISO 4217 code. */
export function Currency(options: FieldOptions = {}): PropertyDecorator {
  return field({ example: 'USD', ...options }, { type: 'string', pattern: '^[A-Z]{3}$' }, [
    Matches(/^[A-Z]{3}$/, { message: or('must be three capital letters, such as USD') }),
  ]);
}

/** A value of a closed vocabulary. @param enumName the name of its schema */
export function OneOf(
  values: readonly string[],
  { enumName, ...options }: FieldOptions & { readonly enumName?: string } = {},
): PropertyDecorator {
  const message = or((value) => `must be one of ${values.join(', ')}${hintOf(value, values)}`);
  return field(options, { enum: [...values], ...(enumName === undefined ? {} : { enumName }) }, [
    IsIn([...values], { message }),
  ]);
}

/** A list of values of a closed vocabulary. */
export function SomeOf(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  const message = or(`must be a list of values from ${values.join(', ')}`);
  return field(options, { type: 'array', items: { type: 'string', enum: [...values] } }, [
    IsArray({ message }),
    IsIn([...values], { each: true, message }),
  ]);
}

/** A number within bounds. */
export function NumberWithin(
  min: number,
  max: number,
  { integer = false, ...options }: FieldOptions & { readonly integer?: boolean } = {},
): PropertyDecorator {
  const message = or(
    (value) => `must be ${integer ? 'an integer' : 'a number'} from ${min} to ${max}${quoteHint(value)}`,
  );
  return field(options, { type: integer ? 'integer' : 'number', minimum: min, maximum: max }, [
    IsNumber({ allowNaN: false, allowInfinity: false, ...(integer ? { maxDecimalPlaces: 0 } : {}) }, { message }),
    Min(min, { message }),
    Max(max, { message }),
  ]);
}

/** `true` or `false`. */
export function Flag(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'boolean' }, [
    IsBoolean({ message: or((value) => `must be true or false${quoteHint(value)}`) }),
  ]);
}

/** A nested object with fields of its own. */
export function Part(type: new () => object, options: FieldOptions = {}): PropertyDecorator {
  const message = or('must be an object');
  return field(options, { type }, [IsObject({ message }), ValidateNested({ message }), Type(() => type)]);
}

/** Combines the rules of a field in this order: the first one that a value breaks is the one that is reported. */
function field(
  options: FieldOptions,
  schema: ApiPropertyOptions,
  rules: readonly PropertyDecorator[],
): PropertyDecorator {
  const { required = false, nullable = false, ...told } = options;
  return applyDecorators(
    presence(required, nullable),
    ...rules,
    ApiProperty({ ...schema, ...told, required, ...(nullable ? { nullable: true } : {}) } as ApiPropertyOptions),
  );
}

function presence(required: boolean, nullable: boolean): PropertyDecorator {
  if (nullable && !required) return IsOptional();
  return ValidateIf((_, value: unknown) => (required || value !== undefined) && !(nullable && value === null));
}

/** A message, prefixed with "is required" if the value is missing. */
function or(told: string | ((value: unknown) => string)): Message {
  return ({ value }) => {
    const text = typeof told === 'string' ? told : told(value);
    return value === undefined ? `is required; it ${text}` : text;
  };
}

function hintOf(value: unknown, values: readonly string[]): string {
  return typeof value === 'string' ? didYouMean(value, values) : '';
}

function Trimmed(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));
}
