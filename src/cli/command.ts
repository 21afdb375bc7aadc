import type { Collection } from 'mongodb';

import type { Settings } from '../config/settings.js';
import type { Migrations } from './migrations.js';
import type { RunProgress } from './run-progress.js';

/** An option of a command, as `--name`, `--name <value>` or `--name [value]`. */
export interface CommandOption {
  readonly flag: string;
  readonly description: string;
}

/** What a command did: for people as lines, for machines (`--json`) as data. */
export interface CommandResult {
  readonly lines: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
  /** False where it was refused or left unfinished: the exit code is 1. Done by default. */
  readonly done?: boolean;
}

/** How far long work is; shown as a bar on a terminal, as lines elsewhere, and not at all with `--json`. */
export interface Progress {
  update(done: number, total: number): void;
  end(): void;
}

/** What commands work with. */
export interface CommandContext {
  readonly settings: Settings;
  /** Aborts on SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** The products collection; connects, and starts the embedded server, on first use. */
  products(): Promise<Collection>;
  progress(unit: string): Progress;
  /** The parts of the service that migrations are made with; put together on first use. */
  migrations(): Promise<Migrations>;
  runProgress(): RunProgress;
  /** Says what is about to happen, beside the result; not with `--json`. */
  note(line: string): void;
}

/** What the user typed after a command's name. */
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
