import { ConflictError } from '../errors/domain-error.js';

/**
 * Work of which an instance runs one at a time: it reads the whole collection, and two would only slow each other down.
 */
export class OneAtATime {
  private running = false;

  /** @param what the subject of the refusal, e.g. "A pre-flight check" */
  constructor(private readonly what: string) {}

  /** Does the work, or throws if it is already running. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running) throw new ConflictError(`${this.what} is already running; try again when it is over`);
    this.running = true;
    try {
      return await work();
    } finally {
      this.running = false;
    }
  }
}
