import type { FullProduct } from '../products/product.repository.js';
import { entityTag } from '../catalog/http-answer.js';
import { toProductDetailDto } from '../catalog/product.mapper.js';
import { InvalidInputError, PreconditionFailedError } from '../errors/domain-error.js';

/**
 * The entity tags of a product: that of its public page, and that of the admin API, which also distinguishes revisions.
 */
export interface ProductTags {
  readonly content: string;
  readonly revision: string;
}

/** Computes both from the product's content, so that they do not depend on the version it is stored in. */
export function tagsOf(product: FullProduct, revision: number): ProductTags {
  const content = entityTag(JSON.stringify({ data: toProductDetailDto(product) }));
  return { content, revision: `${content.slice(0, -1)}.${revision}"` };
}

/** A parsed `If-Match`: any existing product, or one with one of these tags. */
export type IfMatch = '*' | readonly string[];

const TAG = /^(W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/;
const LONGEST_HEADER = 4_000;

/** Parses an `If-Match` header; weak tags are kept but never match (RFC 9110). */
export function parseIfMatch(header: string | undefined): IfMatch | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === '*') return '*';
  const tags = header
    .slice(0, LONGEST_HEADER)
    .split(',')
    .map((tag) => tag.trim());
  if (header.length > LONGEST_HEADER || !tags.every((tag) => TAG.test(tag))) {
    throw new InvalidInputError([
      {
        parameter: 'If-Match',
        value: header.slice(0, 100),
        problem: 'is not a list of entity tags; send the ETag of a response, quotes included, or *',
      },
    ]);
  }
  return tags;
}

/** Throws `PreconditionFailedError` if the product has changed since the client saw it. */
export function requireMatch(wanted: IfMatch | undefined, { content, revision }: ProductTags): void {
  if (wanted === undefined || wanted === '*' || wanted.includes(content) || wanted.includes(revision)) return;
  throw new PreconditionFailedError('The product has changed since; read it again and repeat the change', {
    current: revision,
  });
}
