// Reports lines of code longer than the formatter's width, since it does not break long strings and comments, and files
// that are too long to be read in one sitting.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const WIDTH = 120;
/** Lines of a file, including comments and blank lines. Specs are lists of cases and may be longer. */
const LENGTH = 250;
const CODE = ['*.ts', '*.tsx', '*.js', '*.mjs', '*.css', ':!ops'];
const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...CODE]);
const files = listed
  .toString()
  .trim()
  .split('\n')
  .filter((file) => existsSync(file));
const long = files.flatMap((file) => {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const isLong = lines.length > LENGTH && !/\.spec\.tsx?$/.test(file);
  return [
    ...(isLong ? [`${file}: ${lines.length} lines, at most ${LENGTH}`] : []),
    ...lines.flatMap((line, index) =>
      line.length > WIDTH ? [`${file}:${index + 1}: ${line.length} columns, at most ${WIDTH}`] : [],
    ),
  ];
});
if (long.length > 0) {
  process.stderr.write(`${long.join('\n')}\n`);
  process.exitCode = 1;
}
