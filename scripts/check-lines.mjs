// Reports lines of code longer than the formatter's width: it does not break long strings and comments.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const WIDTH = 120;
const CODE = ['*.ts', '*.tsx', '*.js', '*.mjs', '*.css', ':!ops'];
const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...CODE]);
const files = listed
  .toString()
  .trim()
  .split('\n')
  .filter((file) => existsSync(file));
const long = files.flatMap((file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      line.length > WIDTH ? [`${file}:${index + 1}: ${line.length} columns, at most ${WIDTH}`] : [],
    ),
);
if (long.length > 0) {
  process.stderr.write(`${long.join('\n')}\n`);
  process.exitCode = 1;
}
