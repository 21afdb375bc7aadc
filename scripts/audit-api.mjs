// `npm run audit:api [-- SECONDS]`: starts the built service with its demo data and lets schemathesis search for
// responses that violate its OpenAPI document. schemathesis is installed by pip into .cache/schemathesis; if that is
// not possible, this says so and exits with 0. scripts/schemathesis.toml configures what OpenAPI cannot express.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const VERSION = '4.32.5';
const TOOLS = resolve('.cache/schemathesis/bin');
const SECONDS = process.argv[2] ?? '600';
const SEED = '7';

function run(command, args) {
  return spawnSync(command, args, { stdio: 'inherit' }).status ?? 1;
}

function install() {
  if (existsSync(join(TOOLS, 'st'))) return true;
  return (
    run('python3', ['-m', 'venv', resolve(TOOLS, '..')]) === 0 &&
    run(join(TOOLS, 'pip'), ['install', '-q', '--disable-pip-version-check', `schemathesis==${VERSION}`]) === 0
  );
}

/** A separate folder for the service's backups, reports and database; nothing in it is kept. */
function prepareFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'audit-api-'));
  for (const part of ['dist', 'package.json', 'assets', 'docs'])
    if (existsSync(part)) cpSync(part, join(folder, part), { recursive: true });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  return folder;
}

async function startService(folder) {
  const service = spawn('node', ['dist/src/demo.js'], {
    cwd: folder,
    env: { ...process.env, PORT: '0', RATE_LIMIT_PER_MINUTE: '1000000', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of service.stdout) {
    output += chunk;
    if (output.includes('Admin key')) break;
  }
  return { service, address: /http:\/\/[\d.]+:\d+/.exec(output)?.[0], key: /gzc_[\w-]+/.exec(output)?.[0] };
}

if (!install()) {
  process.stdout.write(
    'The API was not audited: schemathesis needs python3 with venv, and pip with access to a registry\n',
  );
  process.exit(0);
}
const folder = prepareFolder();
const { service, address, key } = await startService(folder);
const code = run(join(TOOLS, 'st'), [
  '--config-file',
  'scripts/schemathesis.toml',
  'run',
  `${address}/docs/openapi.json`,
  '--header',
  `X-API-Key: ${key}`,
  '--phases',
  'examples,coverage,fuzzing',
  '--checks',
  'all',
  // From the tenth unknown key on, the status is 429 instead of 401; test/e2e/refused-keys.spec.ts covers that.
  '--exclude-checks',
  'ignored_auth',
  '--seed',
  SEED,
  '--max-time',
  SECONDS,
  '--request-timeout',
  '10',
  '--no-color',
]);
service.kill('SIGTERM');
await once(service, 'exit');
rmSync(folder, { recursive: true, force: true });
process.exit(code);
