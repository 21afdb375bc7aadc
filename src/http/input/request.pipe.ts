import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';

import { InvalidInputError } from '../../errors/domain-error.js';
import { type InputPlace, problemsOf, reservedNames } from './validation-problems.js';
import { shownValue } from './wording.js';

/** Metadata that `@InputType()` and `@ArgsType()` add to a class: the GraphQL schema has already validated those. */
const GRAPHQL_CLASS = 'graphql:class_type';

/** What the validator found, passed from Nest's pipe to ours. */
class ValidationFailure extends Error {
  constructor(readonly errors: readonly ValidationError[]) {
    super('The input is not valid');
  }
}

/**
 * The only pipe, for every request: bodies and queries become instances of their classes, whose decorators validate
 * every field. Nothing is silently dropped or converted, and all problems of an input are reported at once.
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

  /** Throws an `InvalidInputError` with every problem. */
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (!this.toValidate(metadata)) return value;
    const place: InputPlace = metadata.type === 'query' ? 'query' : 'body';
    if (value !== undefined && (typeof value !== 'object' || value === null || Array.isArray(value)))
      throw new InvalidInputError([
        { parameter: 'body', value: shownValue(value), problem: 'must be a JSON object, sent as application/json' },
      ]);
    const reserved = reservedNames(value, place);
    if (reserved.length > 0) throw new InvalidInputError(reserved);
    // One pipe serves all requests, so the error must carry where its input came from.
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
