import type { FastifyInstance } from 'fastify';

import { type InputProblem, InvalidInputError } from '../errors/domain-error.js';

const LONGEST_SHOWN = 80;

/**
 * Rejects query parameters that are not UTF-8: decoded with replacement characters, they would request something else.
 */
export function refuseBrokenQueries(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const problems = queryProblems(request.url);
    done(problems.length === 0 ? undefined : new InvalidInputError(problems));
  });
}

/** The encoding problems in an address's query, by parameter. */
export function queryProblems(url: string): readonly InputProblem[] {
  const start = url.indexOf('?');
  if (start === -1 || !url.includes('%', start)) return [];
  return url
    .slice(start + 1)
    .split('&')
    .flatMap((pair) => {
      const [name = '', ...rest] = pair.split('=');
      const value = rest.join('=');
      if (isUtf8(name) && isUtf8(value)) return [];
      return [
        {
          parameter: shown(isUtf8(name) ? decodeURIComponent(name) : name),
          value: shown(value),
          problem: 'is not valid UTF-8; percent-encode it as UTF-8, e.g. %C3%A9 for é',
        },
      ];
    });
}

/** The query parser takes a % that begins no encoding literally. */
function isUtf8(text: string): boolean {
  try {
    decodeURIComponent(text.replace(/%(?![\da-f]{2})/gi, '%25'));
    return true;
  } catch {
    return false;
  }
}

function shown(text: string): string {
  return text.slice(0, LONGEST_SHOWN);
}
