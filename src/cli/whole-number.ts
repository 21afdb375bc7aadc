import { UsageError } from './usage-error.js';

/** An option's integer value; `undefined` if not given. */
export function wholeNumberOption(
  options: Readonly<Record<string, unknown>>,
  name: string,
  { least, most }: { least: number; most: number },
): number | undefined {
  const value = options[name];
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) return Number(value);
  throw new UsageError(`--${name} is ${JSON.stringify(value)}: use an integer from ${least} to ${most}`);
}
