// Builds the service if `dist` is missing or older than a source, so that nothing runs or measures an outdated service.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = ['src', 'migrations', 'packages', 'tools', 'pages', 'tsconfig.build.json', 'package-lock.json'];

/** When a file, or the newest file in a folder, was last changed; 0 if it is missing, as sources are in an image. */
function changedAt(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => (name === 'generated' ? 0 : changedAt(join(path, name)))));
}

const built = changedAt('dist/src/main.js');
if (built === 0 || SOURCES.some((source) => changedAt(source) > built))
  process.exitCode =
    spawnSync('npm', ['run', 'build'], { stdio: 'inherit', shell: process.platform === 'win32' }).status ?? 1;
