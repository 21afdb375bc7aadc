import { SettingsError } from '../config/settings-error.js';
import { DomainError } from '../errors/domain-error.js';
import { describeUnauthorized, isMongoUnauthorized } from '../errors/mongo-unauthorized.js';
import { redactor } from '../logging/redact.js';
import type { Command, CommandContext, CommandResult } from './command.js';
import type { OpenContext } from './context.js';
import { type ParsedCommandLine, parseCommandLine } from './parse-command-line.js';
import { UsageError } from './usage-error.js';

/** The exit codes of `npx catalog`. */
export const EXIT = { done: 0, failed: 1, badUsage: 2 } as const;

/** A run's output and context. */
export interface CliEnvironment {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly open: (json: boolean) => OpenContext;
}

/** Runs one command line and returns its exit code. */
export async function runCli(
  commands: readonly Command[],
  argv: readonly string[],
  environment: CliEnvironment,
): Promise<number> {
  const json = argv.includes('--json');
  try {
    const parsed = parseCommandLine(commands, argv);
    if (parsed === null) return EXIT.done;
    const result = await runCommand(parsed, environment);
    environment.stdout(
      json
        ? `${JSON.stringify({ success: result.done ?? true, data: result.data })}\n`
        : result.lines.map((line) => `${line}\n`).join(''),
    );
    return result.done === false ? EXIT.failed : EXIT.done;
  } catch (error) {
    report(error, json, environment);
    return error instanceof UsageError ? EXIT.badUsage : EXIT.failed;
  }
}

async function runCommand(
  { command, args, options, json }: ParsedCommandLine,
  { open }: CliEnvironment,
): Promise<CommandResult> {
  const context = open(json);
  try {
    return await command.run(context satisfies CommandContext, { args, options });
  } finally {
    await context.close();
  }
}

function report(error: unknown, json: boolean, { stdout, stderr }: CliEnvironment): void {
  const message = redactor()(messageOf(error));
  if (json) stdout(`${JSON.stringify({ success: false, code: codeOf(error), message })}\n`);
  else stderr(`${message}\n`);
}

/** Errors that say what to do are printed as their message; others with their stack. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (isMongoUnauthorized(error)) return describeUnauthorized(error);
  const isExpected =
    error instanceof UsageError ||
    error instanceof SettingsError ||
    error instanceof DomainError ||
    typeof codeOf(error) === 'string' ||
    error.name.startsWith('Mongo');
  return isExpected ? error.message : (error.stack ?? error.message);
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
