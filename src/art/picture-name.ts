import { NotFoundError } from '../errors/domain-error.js';

/** The possible meanings of a picture's file name. */
export interface PictureName {
  /** The whole name, taken as an id. */
  readonly whole: string;
  /** The id, if the name ends in something that looks like a hash. */
  readonly id?: string;
  readonly hash?: string;
}

/** Parses a file name: `<id>.svg` or `<id>-<hash>.svg`. Throws `NotFoundError` for any other. */
export function namedPicture(file: string): PictureName {
  if (!file.endsWith('.svg')) throw new NotFoundError('Pictures are SVG files; the name must end in .svg');
  const whole = file.slice(0, -'.svg'.length);
  const [, id, hash] = /^(.*)-([0-9a-z]{11})$/s.exec(whole) ?? [];
  return id === undefined || hash === undefined ? { whole } : { whole, id, hash };
}
