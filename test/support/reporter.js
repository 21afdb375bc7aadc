import { writeSync } from 'node:fs';

// Ends a jest run with one line for scripts: `N passed, N failed`, and `, N skipped` if there are any.
export default class CountReporter {
  onRunComplete(_contexts, results) {
    // A file that fails to load has no tests to count, but is a failure all the same.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const counts = [
      `${results.numPassedTests} passed`,
      `${failed} failed`,
      ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ];
    // On exit, because jest's own summary comes later. Written to the descriptor directly: --forceExit has muted the
    // stream by then.
    process.once('exit', () => {
      writeSync(process.stdout.fd, `\n${counts.join(', ')}\n`);
    });
  }
}
