// `npm run audit:api`: starts the built service with its demo data and lets schemathesis look for requests that it
// answers other than its OpenAPI document says. schemathesis is installed by pip into .cache/schemathesis.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';

const VERSION = '4.32.5';
const FOLDER = '.cache/schemathesis';
const SECONDS = process.argv[2] ?? '120';

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  return status ?? 1;
}

if (!existsSync(`${FOLDER}/bin/st`)) {
  if (run('python3', ['-m', 'venv', FOLDER]) !== 0) process.exit(1);
  if (run(`${FOLDER}/bin/pip`, ['install', '-q', `schemathesis==${VERSION}`]) !== 0) process.exit(1);
}

const service = spawn('node', ['dist/src/demo.js'], {
  env: { ...process.env, PORT: '0', RATE_LIMIT_PER_MINUTE: '1000000', LOG_LEVEL: 'error' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let output = '';
for await (const chunk of service.stdout) {
  output += chunk;
  if (output.includes('/docs')) break;
}
const address = /http:\/\/[\d.]+:\d+/.exec(output)?.[0];
const code = run(`${FOLDER}/bin/st`, [
  'run',
  `${address}/docs/openapi.json`,
  '--phases',
  'examples,coverage,fuzzing',
  '--checks',
  'all',
  // OpenAPI cannot say that a cursor comes from an answer, that it excludes a page, or that a lower bound is below an
  // upper one.
  '--exclude-checks',
  'positive_data_acceptance',
  '--max-time',
  SECONDS,
  '--request-timeout',
  '10',
]);
service.kill('SIGTERM');
await once(service, 'exit');
process.exit(code);
