import { ConflictError } from '../errors/domain-error.js';

/**
 * Work that an instance does once at a time: it reads the whole collection, and two would only slow each other down.
 */
export class OneAtATime {
  private running = false;

  /** `what` begins the sentence of a refusal, e.g. "A pre-flight check". */
  constructor(private readonly what: string) {}

  /** Does the work, or refuses while it is already running. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running) throw new ConflictError(`${this.what} is under way already; try again when it is over`);
    this.running = true;
    try {
      return await work();
    } finally {
      this.running = false;
    }
  }
}
