import { writeSync } from 'node:fs';

// Ends a jest run with one line that a script can read: `N passed, N failed`, and `, N skipped` where some were.
export default class CountReporter {
  onRunComplete(_contexts, results) {
    // A file that does not even load has no tests to count, and is a failure all the same.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const counts = [
      `${results.numPassedTests} passed`,
      `${failed} failed`,
      ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ];
    // On exit, for jest's own summary is still to come. To the descriptor itself: --forceExit has muted the stream by
    // then.
    process.once('exit', () => {
      writeSync(process.stdout.fd, `\n${counts.join(', ')}\n`);
    });
  }
}
