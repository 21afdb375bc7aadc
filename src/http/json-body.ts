import type { FastifyInstance } from 'fastify';

import { InvalidInputError } from '../errors/domain-error.js';

/** Deeper bodies make recursive code, JSON.stringify included, run out of stack. */
const DEEPEST = 32;

const OPENING = new Set(['{', '[']);
const CLOSING = new Set(['}', ']']);

/** JSON is the only kind of body: forms and plain text can be sent by any page of the web without asking, JSON can't. */
export function acceptOnlyJson(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error'); // refuses __proto__ and constructor keys
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = String(body);
    if (depthOf(text) > DEEPEST) done(new InvalidInputError([{ parameter: 'body', value: undefined, problem: `is nested deeper than ${DEEPEST} levels` }]));
    else void parse(request, text, done);
  });
}

/** How deep JSON text is nested, found without parsing it; text that is no JSON gives some number. */
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
