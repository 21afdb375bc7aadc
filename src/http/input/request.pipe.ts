import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';

import { InvalidInputError } from '../../errors/domain-error.js';
import { type InputPlace, problemsOf, reservedNames } from './validation-problems.js';
import { shownValue } from './wording.js';

/** Metadata that `@InputType()` and `@ArgsType()` leave on a class: GraphQL has checked those by its schema. */
const GRAPHQL_CLASS = 'graphql:class_type';

/** What the validator found, on its way from Nest's pipe to ours. */
class ValidationFailure extends Error {
  constructor(readonly errors: readonly ValidationError[]) {
    super('The input is not valid');
  }
}

/**
 * The one pipe that every request passes: bodies and queries become instances of their classes, whose decorators judge
 * every field. Nothing is dropped or converted silently, and all problems of an input are told at once.
 */
@Injectable()
export class RequestPipe extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      stopAtFirstError: true,
      validationError: { target: true, value: true },
      exceptionFactory: (errors) => new ValidationFailure(errors),
    });
  }

  /** Throws an `InvalidInputError` that names every problem. */
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (!this.toValidate(metadata)) return value;
    const place: InputPlace = metadata.type === 'query' ? 'query' : 'body';
    if (value !== undefined && (typeof value !== 'object' || value === null || Array.isArray(value)))
      throw new InvalidInputError([
        { parameter: 'body', value: shownValue(value), problem: 'must be a JSON object, sent as application/json' },
      ]);
    const reserved = reservedNames(value, place);
    if (reserved.length > 0) throw new InvalidInputError(reserved);
    // One pipe serves all requests: where this one's input comes from goes with the error.
    return super.transform(value, metadata).catch((error: unknown) => {
      throw error instanceof ValidationFailure ? new InvalidInputError(problemsOf(error.errors, place)) : error;
    }) as Promise<unknown>;
  }

  protected override toValidate(metadata: ArgumentMetadata): boolean {
    const { metatype, type } = metadata;
    return (
      (type === 'body' || type === 'query') &&
      super.toValidate(metadata) &&
      metatype !== Function &&
      !Reflect.hasMetadata(GRAPHQL_CLASS, metatype as object)
    );
  }
}
