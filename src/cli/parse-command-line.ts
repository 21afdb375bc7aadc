import { type CAC, cac } from 'cac';

import type { Command, CommandInput } from './command.js';
import { didYouMean, UsageError } from './usage-error.js';

/** A parsed command line. */
export interface ParsedCommandLine extends CommandInput {
  readonly command: Command;
  readonly json: boolean;
}

/** Parses a command line; throws a `UsageError` if it is invalid. Returns `null` if help was requested and printed. */
export function parseCommandLine(commands: readonly Command[], argv: readonly string[]): ParsedCommandLine | null {
  const cli = describeTo(cac('catalog'), commands);
  const { args, options } = cli.parse(['node', 'catalog', ...argv], { run: false });
  if (cli.options['help'] === true) return null; // cac prints the help while it parses
  const command = commands.find(({ usage }) => nameOf(usage) === cli.matchedCommandName);
  if (command === undefined) throw unknownCommand(commands, args[0]);

  const { '--': _, json, ...given } = options;
  requireKnownOptions(command, given);
  requireArguments(command, args);
  return { command, args: args.map(String), options: given, json: json === true };
}

function describeTo(cli: CAC, commands: readonly Command[]): CAC {
  for (const { usage, description, options = [] } of commands) {
    const added = cli.command(usage, description);
    for (const option of options) added.option(option.flag, option.description);
  }
  return cli.option('--json', 'Print JSON').help();
}

function unknownCommand(commands: readonly Command[], given: string | undefined): UsageError {
  const names = commands.map(({ usage }) => nameOf(usage));
  if (given === undefined) return new UsageError(`Give a command: ${names.join(', ')}; see --help`);
  return new UsageError(`There is no command ${given}${didYouMean(given, names)}`);
}

function requireKnownOptions({ usage, options = [] }: Command, given: Readonly<Record<string, unknown>>): void {
  const known = options.map(({ flag }) => flag.replace(/^--| .*$/g, ''));
  const unknown = Object.keys(given)
    .map(toKebab)
    .find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const dashes = unknown.length === 1 ? '-' : '--';
  throw new UsageError(
    `${nameOf(usage)} has no option ${dashes}${unknown}${didYouMean(
      `--${unknown}`,
      [...known, 'json', 'help'].map((name) => `--${name}`),
    )}`,
  );
}

function requireArguments({ usage }: Command, args: readonly string[]): void {
  const required = usage.match(/<[^>]+>/g) ?? [];
  const all = usage.match(/<[^>]+>|\[[^\]]+\]/g) ?? [];
  if (args.length < required.length)
    throw new UsageError(`${required[args.length] ?? 'An argument'} is missing: catalog ${usage}`);
  if (args.length > all.length && !usage.includes('...'))
    throw new UsageError(`${args[all.length] ?? ''} is an unexpected argument: catalog ${usage}`);
}

function nameOf(usage: string): string {
  return usage.split(' ')[0] ?? usage;
}

function toKebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
