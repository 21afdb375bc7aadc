// Builds the service where `dist` is missing or older than a source, so that nothing runs or measures an older service.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = ['src', 'migrations', 'packages', 'tools', 'pages', 'tsconfig.build.json', 'package-lock.json'];

/** When a file, or the newest file of a folder, was last changed; 0 where it is missing, as sources are in an image. */
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
