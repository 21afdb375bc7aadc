import { destination, type DestinationStream, type Logger as Pino, pino, stdSerializers } from 'pino';

import type { Settings } from '../config/settings.js';
import { redactor, shortenLine } from './redact.js';
import { requestContext } from './request-context.js';

const FLUSH_MS = 250;

/**
 * The service's log: one JSON object per line, with the id of its request, without credentials, 8 kB at most. It is
 * written in the background, at most a quarter of a second later; the rest is flushed when the process exits.
 */
export function createLogger(settings: Settings, stream: DestinationStream = background()): Pino {
  const redact = redactor([
    settings.MONGODB_URI,
    settings.ALERT_WEBHOOK_URL,
    ...(settings.ALERT_WEBHOOK_SECRET?.split(',') ?? []),
  ]);
  return pino(
    {
      level: settings.LOG_LEVEL,
      base: { service: 'catalog' },
      timestamp: timestamps(),
      formatters: { level: (level) => ({ level }) },
      serializers: { err: stdSerializers.errWithCause },
      mixin: () => {
        const context = requestContext();
        return context === undefined ? {} : { requestId: context.id };
      },
      hooks: { streamWrite: (line) => shortenLine(redact(line)) },
    },
    stream,
  );
}

/** The `time` of a line. Formatted only when the clock has advanced: under full load many lines share a millisecond. */
function timestamps(): () => string {
  let at = Number.NaN;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== at) text = `,"time":"${new Date(now).toISOString()}"`;
    at = now;
    return text;
  };
}

function background(): DestinationStream {
  return destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: FLUSH_MS });
}
