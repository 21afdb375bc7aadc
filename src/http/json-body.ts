import { BadRequestException, UnsupportedMediaTypeException } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';

import { InvalidInputError } from '../errors/domain-error.js';
import { jsonKeys } from '../bson/json-keys.js';

/** The media types of a PATCH body: a JSON merge patch (RFC 7396), under that name or as plain JSON. */
export const PATCH_TYPES = 'application/merge-patch+json, application/json';

const JSON_TYPE = 'application/json';
const MERGE_PATCH_TYPE = 'application/merge-patch+json';

/** Deeper bodies overflow the stack of recursive code, including JSON.stringify. */
const DEEPEST = 32;

const OPENING = new Set(['{', '[']);
const CLOSING = new Set(['}', ']']);

/** Fields of these names would be confused with members that every JavaScript object has, and dropped. */
const MEMBERS_OF_OBJECTS: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

const LONGEST_CHARSET = 40;

/**
 * JSON in UTF-8 is the only accepted kind of body: any web page can send forms and plain text without permission, but
 * not JSON. Nothing in a body is silently replaced, dropped or guessed: other charsets, invalid UTF-8, duplicate keys,
 * and keys that are members of every object are rejected.
 */
export function acceptOnlyJson(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser([JSON_TYPE, MERGE_PATCH_TYPE], { parseAs: 'buffer' }, (request, body, done) => {
    try {
      refuseType(request);
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

/** Parses the bytes of a body; the error it throws says what is wrong with them. */
export function parseJsonBody(bytes: Uint8Array): unknown {
  if (bytes.byteLength === 0) throw new BadRequestException('The body is empty: send JSON, or no Content-Type');
  const text = utf8Text(bytes);
  if (depthOf(text) > DEEPEST) throw refused('body', `is nested deeper than ${DEEPEST} levels`);
  const value = parse(text);
  for (const { key, path, isRepeated } of jsonKeys(text)) {
    if (MEMBERS_OF_OBJECTS.has(key)) throw refused(path, 'is a reserved name; remove this field');
    if (isRepeated) throw refused(path, 'is given twice in one object; send it once');
  }
  return value;
}

/** UTF-8 is the default; any other charset is rejected. */
function refuseType({ headers, method }: FastifyRequest): void {
  const [type = '', ...parameters] = (headers['content-type'] ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  if (type === MERGE_PATCH_TYPE && method !== 'PATCH')
    throw new UnsupportedMediaTypeException(`${MERGE_PATCH_TYPE} is for PATCH: send the body as ${JSON_TYPE}`);
  for (const parameter of parameters) {
    const [name = '', ...values] = parameter.split('=');
    const charset = values.join('=').replaceAll('"', '').trim();
    if (name.trim() !== 'charset' || charset === 'utf-8' || charset === 'utf8') continue;
    throw new UnsupportedMediaTypeException(
      `The charset ${charset.slice(0, LONGEST_CHARSET)} is not supported; send the body as UTF-8`,
    );
  }
}

function utf8Text(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refused('body', 'is not valid UTF-8; send JSON as UTF-8');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec(String(error))?.[1];
    throw new BadRequestException(
      `The body is not valid JSON${position === undefined ? ': it ends too early' : `: see position ${position}`}`,
    );
  }
}

function refused(parameter: string, problem: string): InvalidInputError {
  return new InvalidInputError([{ parameter, value: undefined, problem }]);
}

/** The nesting depth of JSON text, found without parsing it; for text that is not JSON, the number is meaningless. */
export function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let place = 0; place < json.length; place += 1) {
    const character = json.charAt(place);
    if (inString && character === '\\') place += 1;
    else if (character === '"') inString = !inString;
    else if (!inString && OPENING.has(character)) deepest = Math.max(deepest, (depth += 1));
    else if (!inString && CLOSING.has(character)) depth -= 1;
  }
  return deepest;
}
