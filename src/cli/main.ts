import { COMMANDS } from './commands.js';
import { openContext } from './context.js';
import { runCli } from './run-cli.js';

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (interrupted.signal.aborted) process.exit(130); // the second signal quits at once
    interrupted.abort();
    process.stderr.write('Stopping safely; press Ctrl-C again to quit now\n');
  });
}

process.exitCode = await runCli(COMMANDS, process.argv.slice(2), {
  stdout: (text) => {
    process.stdout.write(text);
  },
  stderr: (text) => {
    process.stderr.write(text);
  },
  open: (json) => openContext(json, interrupted.signal),
});
