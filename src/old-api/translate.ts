import type { RawParameters } from '../http/parameter-reader.js';
import { LISTING_PARAMETERS } from '../catalog/parse-listing.js';
import { MAX_VALUE_LENGTH, ParameterReader } from '../http/parameter-reader.js';
import type { InputProblem } from '../errors/domain-error.js';
import { MAX_FILTER_VALUES } from '../listing/filters.js';
import type { OldAddress, OldParameter } from './contract.js';
import { OLD_DEFAULT_LIMIT, OLD_FLAGS, OLD_MAX_LIMIT, OLD_NAMES, OLD_PARAMETERS, OLD_SORTS } from './contract.js';
import { CATEGORIES, metalOfOption } from './vocabulary.js';

/** A part of an old request that was handled differently than the client may expect. */
export interface Warning {
  readonly parameter: string;
  readonly problem: string;
}

/** An old request in terms of the current contract. */
export interface Translation {
  readonly parameters: RawParameters;
  /** `materialTags` besides `tags`: a product must match both. */
  readonly alsoTags?: readonly string[];
  /** The client's own names for current parameters, for errors. */
  readonly names: ReadonlyMap<string, string>;
  readonly warnings: readonly Warning[];
  readonly problems: readonly InputProblem[];
  /** The given parameters, without the empty ones. */
  readonly given: RawParameters;
}

/** The old contract also accepts all current names, so that a client can migrate parameter by parameter. */
const KNOWN: readonly string[] = [...LISTING_PARAMETERS, ...OLD_NAMES];

/** Whether a request uses a name that only the old contract has. */
export function isOldRequest(raw: RawParameters): boolean {
  return Object.keys(raw).some((name) => OLD_NAMES.includes(name));
}

/**
 * Translates an old request into current parameters; the current reader validates the values later. Pure and total:
 * what cannot be translated becomes a problem. An empty value counts as not given, as in the old API.
 */
export function translate(raw: RawParameters, address?: OldAddress): Translation {
  return new Translator(raw, address).translation();
}

/** The meaning of a parameter's words, and the message for unknown ones. */
interface Meanings {
  readonly refusal: string;
  meaning(word: string): readonly string[] | undefined;
}

class Translator {
  private readonly reader: ParameterReader;
  private readonly given: Readonly<Record<string, string | readonly string[]>>;
  private readonly parameters: Record<string, string | readonly string[]> = {};
  private readonly names = new Map<string, string>();
  private readonly warnings: Warning[] = [];
  private alsoTags: readonly string[] | undefined;

  constructor(
    raw: RawParameters,
    private readonly address: OldAddress | undefined,
  ) {
    this.reader = new ParameterReader(raw, KNOWN);
    this.given = withoutEmpty(raw);
  }

  translation(): Translation {
    for (const [name, value] of Object.entries(this.given)) {
      const old = Object.hasOwn(OLD_PARAMETERS, name) ? OLD_PARAMETERS[name] : undefined;
      if (old === undefined) this.parameters[name] = this.isFlag(name) ? this.flag(name, value) : value;
    }
    for (const [name, old] of Object.entries(OLD_PARAMETERS)) {
      const value = this.given[name];
      if (value !== undefined && !this.isMixed(name, old)) this.put(name, old, value);
    }
    this.order();
    this.limit();
    this.ofAddress();
    const {
      parameters,
      alsoTags,
      names,
      warnings,
      given,
      reader: { problems },
    } = this;
    return { parameters, names, warnings, problems, given, ...(alsoTags === undefined ? {} : { alsoTags }) };
  }

  private put(name: string, old: OldParameter, value: string | readonly string[]): void {
    switch (old.kind) {
      case 'single':
        return this.set(old.to, name, value);
      case 'values':
        if (name === 'materialTags' && this.given.tags !== undefined) return this.putAlsoTags(value);
        return this.set(old.to, name, listOf(value));
      case 'words': {
        const meaning = (word: string): readonly string[] | undefined =>
          Object.hasOwn(old.words, word) ? old.words[word] : undefined;
        const refusal = `must be one of ${Object.keys(old.words).join(', ')}`;
        return this.set(old.to, name, this.mapped(name, value, { meaning, refusal }));
      }
      case 'materials':
        return this.set(old.to, name, this.mapped(name, value, METAL_OPTIONS));
      case 'without-effect':
        return this.warn(name, 'has no effect, as in the old API');
      case 'order':
        return undefined;
    }
  }

  /** Both contracts' names for the same thing: there is no telling which counts. `tags` was a name in both. */
  private isMixed(name: string, old: OldParameter): boolean {
    if (old.kind === 'without-effect' || old.to === 'tags' || this.given[old.to] === undefined) return false;
    this.reader.refuse(name, this.given[name], `means the same as \`${old.to}\`; send one of the two`);
    return true;
  }

  private set(name: string, old: string, value: string | readonly string[]): void {
    if (value.length === 0) return;
    this.parameters[name] = value;
    this.names.set(name, old);
  }

  private mapped(name: string, value: string | readonly string[], { meaning, refusal }: Meanings): readonly string[] {
    return listOf(value).flatMap((word) => {
      const means = meaning(word);
      if (means === undefined) this.reader.refuse(name, word, refusal);
      return means ?? [];
    });
  }

  private putAlsoTags(value: string | readonly string[]): void {
    const tags = listOf(value);
    const name = 'materialTags';
    const long = tags.find((tag) => tag.length > MAX_VALUE_LENGTH);
    if (tags.length > MAX_FILTER_VALUES) {
      this.reader.refuse(name, `${tags.length} values`, `takes at most ${MAX_FILTER_VALUES} values`);
    } else if (long !== undefined) {
      this.reader.refuse(name, long, `has a value longer than ${MAX_VALUE_LENGTH} characters`);
    } else this.alsoTags = [...tags].sort();
  }

  private isFlag(name: string): boolean {
    return (OLD_FLAGS as readonly string[]).includes(name);
  }

  private flag(name: string, value: string | readonly string[]): string | readonly string[] {
    if (typeof value !== 'string') return value;
    if (value.toLowerCase() !== 'false') return 'true';
    this.warn(name, 'means false here; the old API read every value as true');
    return 'false';
  }

  private order(): void {
    const { sortBy, sortOrder, sort } = this.given;
    if (sort !== undefined) return;
    const by = this.oneOf('sortBy', sortBy, Object.keys(OLD_SORTS)) ?? 'popularity';
    const order = this.oneOf('sortOrder', sortOrder, ['asc', 'desc']) ?? 'desc';
    const directions = OLD_SORTS[by];
    this.set('sort', 'sortBy', directions?.[order as 'asc' | 'desc'] ?? 'popular');
    if (order === 'asc' && directions?.asc === directions?.desc) {
      this.warn('sortOrder', `has no effect on ${by}, as in the old API`);
    }
  }

  private oneOf(
    name: string,
    value: string | readonly string[] | undefined,
    allowed: readonly string[],
  ): string | undefined {
    if (value === undefined) return undefined;
    if (typeof value !== 'string') return this.reader.refuse(name, value, 'may be given only once');
    if (allowed.includes(value)) return value;
    const why = value === 'rating' ? 'is not possible by rating: products have no ratings; send' : 'must be one of';
    return this.reader.refuse(name, value, `${why} ${allowed.join(', ')}`);
  }

  private limit(): void {
    const { limit } = this.given;
    if (limit === undefined) this.parameters.limit = String(this.address?.limit ?? OLD_DEFAULT_LIMIT);
    if (typeof limit !== 'string' || !/^\d{1,9}$/.test(limit) || Number(limit) <= OLD_MAX_LIMIT) return;
    this.parameters.limit = String(OLD_MAX_LIMIT);
    this.warn('limit', `is at most ${OLD_MAX_LIMIT} in the old API`);
  }

  private ofAddress(): void {
    for (const [name, value] of Object.entries(this.address?.sets ?? {})) {
      const there = this.parameters[name];
      const isOldCategory = name === 'category' && Object.hasOwn(CATEGORIES, value);
      if (there !== undefined) {
        this.reader.refuse(this.names.get(name) ?? name, there, 'is set by this address already; leave it out');
      } else this.parameters[name] = isOldCategory ? (CATEGORIES[value] ?? value) : value.replaceAll(',', '\\,');
    }
  }

  private warn(parameter: string, problem: string): undefined {
    this.warnings.push({ parameter, problem });
  }
}

/** The parameters that have a value and a known name. */
function withoutEmpty(raw: RawParameters): Record<string, string | readonly string[]> {
  const given: Record<string, string | readonly string[]> = {};
  for (const name of KNOWN) {
    const value = Object.hasOwn(raw, name) ? raw[name] : undefined;
    const values = [value ?? []].flat().filter((one) => one.trim() !== '');
    const [only] = values;
    if (only !== undefined) given[name] = values.length === 1 ? only : values;
  }
  return given;
}

/** Comma-separated or repeated values, trimmed. */
function listOf(value: string | readonly string[]): readonly string[] {
  const values = [value].flat().flatMap((text) => text.split(','));
  return [...new Set(values.map((one) => one.trim()).filter((one) => one !== ''))];
}

const METAL_OPTIONS: Meanings = {
  meaning: metalsOfOption,
  refusal: 'names no metal; send the id of a material option, or a metal',
};

function metalsOfOption(id: string): readonly string[] | undefined {
  const metal = metalOfOption(id);
  return metal === undefined ? undefined : [metal];
}
