import type { ListingRequest } from '../catalog/listing-request.js';
import { readListingRequest } from '../catalog/listing-request.js';
import type { RawParameters } from '../http/parameter-reader.js';
import type { InputProblem } from '../errors/domain-error.js';
import { InvalidInputError } from '../errors/domain-error.js';
import type { OldAddress } from './contract.js';
import { oldMeta } from './meta.js';
import type { Translation } from './translate.js';
import { translate } from './translate.js';

/**
 * Parses a listing request of the old contract. Throws `InvalidInputError` with every problem, in the client's own
 * names.
 */
export function readOldListing(raw: RawParameters, address?: OldAddress): ListingRequest {
  const translation = translate(raw, address);
  const { problems, request } = readTranslated(translation);
  const all = [...translation.problems, ...problems];
  if (request === undefined || all.length > 0) throw new InvalidInputError(all);
  return { ...request, meta: (took) => oldMeta(translation, took, new Date()) };
}

function readTranslated({ parameters, alsoTags, names }: Translation): {
  readonly problems: readonly InputProblem[];
  readonly request?: ListingRequest;
} {
  try {
    return { problems: [], request: readListingRequest(parameters, alsoTags === undefined ? {} : { alsoTags }) };
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return { problems: error.problems.map((problem) => inOldNames(problem, names)) };
  }
}

/** A problem in the client's words: `minPrice is more than maxPrice`, not `priceMin is more than priceMax`. */
function inOldNames({ parameter, value, problem }: InputProblem, names: ReadonlyMap<string, string>): InputProblem {
  const bounds = [...names].filter(([name]) => /(?:Min|Max)$/.test(name));
  const told = bounds.reduce((text, [name, old]) => text.replaceAll(name, old), problem);
  return { parameter: names.get(parameter) ?? parameter, value, problem: told };
}
