import { getMetadataStorage, type ValidationError } from 'class-validator';

import type { InputProblem } from '../../errors/domain-error.js';
import { unknownParameter } from '../parameter-hints.js';
import { didYouMean, shownValue } from './wording.js';

/** Names with a special meaning in JavaScript, class-transformer or class-validator. */
const RESERVED: ReadonlySet<string> = new Set([...Object.getOwnPropertyNames(Object.prototype), 'prototype']);

/** Where input comes from: names are called fields in a body and parameters elsewhere. */
export type InputPlace = 'body' | 'query';

/** The errors of class-validator in our format: every bad value with its path. */
export function problemsOf(errors: readonly ValidationError[], place: InputPlace): readonly InputProblem[] {
  return errors.flatMap((error) => problemsWithin(error, place, ''));
}

/**
 * Reserved names among the members of an input, at any depth. They are checked first because class-transformer silently
 * drops them.
 */
export function reservedNames(value: unknown, place: InputPlace, path = ''): readonly InputProblem[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const parameter = `${path}${name}`;
    return RESERVED.has(name)
      ? [{ parameter, value: shownValue(member), problem: place === 'body' ? 'unknown field' : 'unknown parameter' }]
      : reservedNames(member, place, `${parameter}.`);
  });
}

/** The property names that an input class declares. */
export function knownNames(type: unknown): readonly string[] {
  if (typeof type !== 'function') return [];
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return [...new Set(rules.map(({ propertyName }) => propertyName))];
}

function problemsWithin(error: ValidationError, place: InputPlace, under: string): readonly InputProblem[] {
  const { property, value, constraints = {}, children = [], target } = error;
  const parameter = `${under}${property}`;
  const [rule, message] = Object.entries(constraints)[0] ?? [];
  const problem = rule === 'whitelistValidation' ? unknownName(property, target, place) : message;
  const own = problem === undefined ? [] : [{ parameter, value: shownValue(value), problem }];
  return [...own, ...children.flatMap((child) => problemsWithin(child, place, `${parameter}.`))];
}

function unknownName(name: string, target: object | undefined, place: InputPlace): string {
  const known = knownNames(target?.constructor);
  return place === 'query' ? unknownParameter(name, known) : `unknown field${didYouMean(name, known)}`;
}
