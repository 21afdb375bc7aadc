import type { Collection } from 'mongodb';

import type { Settings } from '../config/settings.js';
import type { Migrations } from './migrations.js';
import type { RunProgress } from './run-progress.js';

/** An option of a command, as `--name`, `--name <value>` or `--name [value]`. */
export interface CommandOption {
  readonly flag: string;
  readonly description: string;
}

/** A command's result: lines for people, data for machines (`--json`). */
export interface CommandResult {
  readonly lines: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
  /** False if it was refused or left unfinished: the exit code is 1. Defaults to true. */
  readonly done?: boolean;
}

/** Progress of long work: a bar on a terminal, lines elsewhere, nothing with `--json`. */
export interface Progress {
  update(done: number, total: number): void;
  end(): void;
}

/** The environment of commands. */
export interface CommandContext {
  readonly settings: Settings;
  /** Aborts on SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** The products collection; first use connects and starts the embedded server. */
  products(): Promise<Collection>;
  progress(unit: string): Progress;
  /** The service's parts for migrations, assembled on first use. */
  migrations(): Promise<Migrations>;
  runProgress(): RunProgress;
  /** Announces what is about to happen, in addition to the result; silent with `--json`. */
  note(line: string): void;
}

/** The arguments after a command's name. */
export interface CommandInput {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** A command of `npx catalog`. To add one, write it in `commands/` and list it in `commands.ts`. */
export interface Command {
  /** The name with its arguments, e.g. `import <file>`. */
  readonly usage: string;
  readonly description: string;
  readonly options?: readonly CommandOption[];
  run(context: CommandContext, input: CommandInput): Promise<CommandResult>;
}
