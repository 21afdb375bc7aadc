import { describe, expect, it } from '@jest/globals';

import { readSettings } from '../config/read-settings.js';
import { createLogger } from './logger.js';
import { PinoLoggerService } from './pino-logger.service.js';
import { redactor } from './redact.js';
import { chooseRequestId, withinContext } from './request-context.js';

const URI = 'mongodb://shop:p4ss/word@db.example/?replicaSet=rs';

function captured(write: (log: ReturnType<typeof createLogger>) => void): string[] {
  const lines: string[] = [];
  write(
    createLogger(
      readSettings({ MONGODB_URI: 'mongodb://shop:p4ssword@db.example/?replicaSet=rs', LOG_LEVEL: 'debug' }),
      {
        write: (line) => {
          lines.push(line);
        },
      },
    ),
  );
  return lines;
}

describe('redactor', () => {
  it.each([
    { text: 'connect mongodb://shop:hunter2@db/x failed', expected: 'connect mongodb://[redacted]@db/x failed' },
    { text: 'mongodb+srv://u:hunter2@a,b/?x', expected: 'mongodb+srv://[redacted]@a,b/?x' },
    { text: 'Authorization: Bearer abcdefgh12345', expected: 'Authorization: Bearer [redacted]' },
    { text: '/x?api_key=hunter2&y=1', expected: '/x?api_key=[redacted]&y=1' },
    { text: '{"x-api-key":"hunter2","a":1}', expected: '{"x-api-key":"[redacted]","a":1}' },
    { text: 'password = "hunter2"', expected: 'password = "[redacted]"' },
    { text: 'mongodb://127.0.0.1:27017/?replicaSet=rs0', expected: 'mongodb://127.0.0.1:27017/?replicaSet=rs0' },
    { text: 'the key of the ring', expected: 'the key of the ring' },
  ])('$text → $expected', ({ text, expected }) => {
    expect(redactor()(text)).toBe(expected);
  });

  it('knows given secrets wherever they stand', () => {
    expect(redactor([URI])(`a ${URI} b`)).toBe('a [redacted] b');
  });

  it('takes time in proportion to the text, whatever it is', () => {
    const hostile = `${'mongodb://'.repeat(5000)}${'password=" '.repeat(5000)}${'bearer '.repeat(5000)}`;

    expect(redactor()(hostile).length).toBeGreaterThan(0);
  });
});

describe('createLogger', () => {
  it('writes one JSON object a line, with the id of the request', () => {
    const lines = captured((log) => {
      withinContext({ id: 'req-1' }, () => {
        log.info('two\nlines\u2028\u001B[31m');
      });
    });

    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd()).not.toContain('\n');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'info',
      requestId: 'req-1',
      msg: 'two\nlines\u2028\u001B[31m',
    });
  });

  it.each([
    {
      title: 'a long message',
      write: (log: ReturnType<typeof createLogger>) => {
        log.info('x'.repeat(1_000_000));
      },
    },
    {
      title: 'a long stack',
      write: (log: ReturnType<typeof createLogger>) => {
        log.error(new Error('é'.repeat(20_000)));
      },
    },
    {
      title: 'many fields',
      write: (log: ReturnType<typeof createLogger>) => {
        log.info(Object.fromEntries(Array.from({ length: 2000 }, (_, n) => [`field${n}`, n])), 'many');
      },
    },
  ])('keeps a line with $title within 8 kB', ({ write }) => {
    const [line = ''] = captured(write);

    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(8192);
    expect(JSON.parse(line)).toMatchObject({ level: expect.any(String), msg: expect.any(String) });
  });

  it("holds no credentials, not even those of an error's cause", () => {
    const lines = captured((log) => {
      new PinoLoggerService(log).error(
        new Error('down', { cause: new Error('mongodb://shop:p4ssword@db.example/?replicaSet=rs') }),
        'Context',
      );
      new PinoLoggerService(log).warn('mongodb://shop:p4ssword@db.example refused', 'Context');
    });

    expect(lines.join('')).not.toContain('p4ssword');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'error',
      context: 'Context',
      msg: expect.stringContaining('down'),
    });
  });

  it("keeps Nest's lists of modules and routes for debugging", () => {
    const [line = ''] = captured((log) => {
      new PinoLoggerService(log).log('Mapped {/x, GET} route', 'RouterExplorer');
    });

    expect(JSON.parse(line)).toMatchObject({ level: 'debug' });
  });
});

describe('chooseRequestId', () => {
  it.each(['a', 'a-b_C9', 'x'.repeat(64)])('takes %s', (sent) => {
    expect(chooseRequestId(sent)).toBe(sent);
  });

  it.each(['', 'x'.repeat(65), 'a b', 'a\n', 'é', '{}', undefined])('replaces %j', (sent) => {
    expect(chooseRequestId(sent)).toMatch(/^[\da-f-]{36}$/);
  });
});
