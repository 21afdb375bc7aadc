import type { LoggerService } from '@nestjs/common';
import type { Logger as Pino } from 'pino';

/** Parts of Nest that log every module and route at each start. */
const CHATTY: ReadonlySet<unknown> = new Set([
  'InstanceLoader',
  'NestFactory',
  'NestApplication',
  'RouterExplorer',
  'RoutesResolver',
]);

/** Nest's log through pino. Nest passes the message, then extras, then the class it comes from. */
export class PinoLoggerService implements LoggerService {
  constructor(private readonly pino: Pino) {}

  log(message: unknown, ...rest: readonly unknown[]): void {
    this.write(CHATTY.has(rest.at(-1)) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: readonly unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: readonly unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: readonly unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: readonly unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: readonly unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    rest: readonly unknown[],
  ): void {
    const extras = [...rest];
    const context = typeof extras.at(-1) === 'string' ? extras.pop() : undefined;
    const [err] = [message, ...extras].filter((part) => part instanceof Error);
    const more = extras.filter((part) => part !== err && part !== undefined);
    const text =
      message instanceof Error ? message.message : typeof message === 'string' ? message : JSON.stringify(message);
    this.pino[level]({ context, ...(err === undefined ? {} : { err }), ...(more.length === 0 ? {} : { more }) }, text);
  }
}
