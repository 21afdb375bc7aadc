import { describe, expect, it } from '@jest/globals';

import type { Command } from './command.js';
import type { OpenContext } from './context.js';
import { EXIT, runCli } from './run-cli.js';
import { UsageError } from './usage-error.js';

const COMMANDS: readonly Command[] = [
  {
    usage: 'copy <from> [to]',
    description: 'Copies',
    run: (_, { args, options }) => Promise.resolve({ lines: ['copied'], data: { args, options } }),
    options: [
      { flag: '--depth <number>', description: 'How deep' },
      { flag: '--dry-run', description: 'Only tell' },
    ],
  },
  {
    usage: 'refuse',
    description: 'Refuses',
    run: () => Promise.resolve({ lines: ['not now'], data: { reason: 'busy' }, done: false }),
  },
  {
    usage: 'fail',
    description: 'Fails',
    run: () => Promise.reject(Object.assign(new Error('no mongodb://u:hunter2@db'), { code: 'DOWN' })),
  },
  { usage: 'misuse', description: 'Is misused', run: () => Promise.reject(new UsageError('--depth is too deep')) },
];

async function run(line: string): Promise<{ code: number; stdout: string; stderr: string; closed: number }> {
  const result = { code: -1, stdout: '', stderr: '', closed: 0 };
  const open = (): OpenContext =>
    ({
      close: () => {
        result.closed += 1;
        return Promise.resolve();
      },
    }) as OpenContext;
  result.code = await runCli(COMMANDS, line.split(' ').filter(Boolean), {
    open,
    stdout: (text) => {
      result.stdout += text;
    },
    stderr: (text) => {
      result.stderr += text;
    },
  });
  return result;
}

describe('runCli', () => {
  it('runs a command, prints its lines and closes what it opened', async () => {
    expect(await run('copy a')).toEqual({ code: EXIT.done, stdout: 'copied\n', stderr: '', closed: 1 });
  });

  it('passes arguments and options, and prints JSON for machines', async () => {
    const { code, stdout } = await run('copy a b --depth 3 --dry-run --json');

    expect(code).toBe(EXIT.done);
    expect(JSON.parse(stdout)).toEqual({
      success: true,
      data: { args: ['a', 'b'], options: { depth: 3, dryRun: true } },
    });
  });

  it('exits with 1 if a command refuses', async () => {
    expect(await run('refuse')).toMatchObject({ code: EXIT.failed, stdout: 'not now\n' });
    expect(JSON.parse((await run('refuse --json')).stdout)).toEqual({ success: false, data: { reason: 'busy' } });
  });

  it('exits with 1 if a command fails, without printing secrets', async () => {
    expect(await run('fail')).toEqual({
      code: EXIT.failed,
      stdout: '',
      stderr: 'no mongodb://[redacted]@db\n',
      closed: 1,
    });
    expect(JSON.parse((await run('fail --json')).stdout)).toEqual({
      success: false,
      code: 'DOWN',
      message: 'no mongodb://[redacted]@db',
    });
  });

  it.each([
    { line: '', message: 'Give a command: copy, refuse, fail, misuse; see --help' },
    { line: 'copi a', message: 'There is no command copi; did you mean copy?' },
    { line: 'transmogrify', message: 'There is no command transmogrify' },
    { line: 'copy', message: '<from> is missing: catalog copy <from> [to]' },
    { line: 'copy a b c', message: 'c is an unexpected argument: catalog copy <from> [to]' },
    { line: 'copy a --dept 3', message: 'copy has no option --dept; did you mean --depth?' },
    { line: 'copy a --dry-ru', message: 'copy has no option --dry-ru; did you mean --dry-run?' },
    { line: 'refuse --zzzzzzzz', message: 'refuse has no option --zzzzzzzz' },
    { line: 'misuse', message: '--depth is too deep' },
  ])('exits with 2 on "$line"', async ({ line, message }) => {
    expect(await run(line)).toMatchObject({ code: EXIT.badUsage, stdout: '', stderr: `${message}\n` });
  });
});
