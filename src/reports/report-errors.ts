import { DomainError, NotFoundError } from '../errors/domain-error.js';
import { REPORT_NAMES } from './report-names.js';

/** The report is unknown or has not been written yet. */
export class ReportNotFoundError extends NotFoundError {
  constructor(name: string) {
    const known = (REPORT_NAMES as readonly string[]).includes(name);
    super(
      known
        ? `The report ${name} has not been written yet`
        : `There is no such report; there are ${REPORT_NAMES.join(', ')}`,
      { name },
    );
  }
}

/** A report could not be written or read. */
export class ReportFileError extends DomainError {
  readonly code = 'REPORT_FILE';
  readonly kind = 'internal';
}
