import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional, ValidateBy, type ValidationArguments } from 'class-validator';

import { didYouMean } from './wording.js';

// Query parameters: each decorator converts a parameter's text, validates it and documents it in the OpenAPI document.

/** Options of a parameter. Its default is the value that the class assigns to the property. */
export interface ParameterOptions {
  readonly description: string;
  readonly default?: unknown;
  readonly example?: unknown;
  /** What to send, if the parameter is required. */
  readonly required?: string;
}

/** An integer within bounds. */
export function QueryInteger(min: number, max: number, options: ParameterOptions): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value,
    ),
    parameter(
      (value) => typeof value === 'number' && value >= min && value <= max,
      () => `must be an integer from ${min} to ${max}`,
      options,
    ),
    described(options, { type: 'integer', minimum: min, maximum: max }),
  );
}

/** A value of a closed vocabulary. */
export function QueryOneOf(values: readonly string[], options: ParameterOptions): PropertyDecorator {
  return applyDecorators(
    parameter(
      (value) => values.includes(value as string),
      (value) => `must be one of ${values.join(', ')}${didYouMean(String(value), values)}`,
      options,
    ),
    described(options, { type: 'string', enum: [...values] }),
  );
}

/** A text whose content is validated elsewhere. @param max its maximum length in characters */
export function QueryText(max: number, options: ParameterOptions): PropertyDecorator {
  return applyDecorators(
    parameter(
      (value) => typeof value === 'string' && value.length <= max,
      () => `must be at most ${max} characters long`,
      options,
    ),
    described(options, { type: 'string', minLength: 1, maxLength: max }),
  );
}

function parameter(
  isValid: (value: unknown) => boolean,
  problem: (value: unknown) => string,
  { required }: ParameterOptions,
): PropertyDecorator {
  const validate = (value: unknown): boolean =>
    value !== undefined && !Array.isArray(value) && value !== '' && isValid(value);
  const message = ({ value }: ValidationArguments): string => {
    if (value === undefined) return `is required: ${required ?? ''}`;
    if (Array.isArray(value)) return 'may be given only once';
    return value === '' ? 'is empty; leave it out instead' : problem(value);
  };
  return applyDecorators(
    ...(required === undefined ? [IsOptional()] : []),
    ValidateBy({ name: 'parameter', validator: { validate, defaultMessage: () => '' } }, { message }),
  );
}

function described({ required, ...told }: ParameterOptions, schema: ApiPropertyOptions): PropertyDecorator {
  return ApiProperty({ ...schema, ...told, required: required !== undefined } as ApiPropertyOptions);
}
