/** The result of a topic's source. */
export interface Told {
  /** Time of the data; by default, when they were read. */
  readonly at?: Date;
  readonly data: unknown;
  /** The part that has to differ for the data to count as changed, if they contain constantly changing figures. */
  readonly same?: unknown;
}

/** Data that consoles are sent whenever it changes. */
export interface Topic {
  readonly name: string;
  /** The polling interval in milliseconds. */
  readonly everyMs: number;
  read(): Told | Promise<Told>;
}

/** A topic's last state. */
export interface TopicState {
  /** Time of the data; `null` if it was never read. */
  readonly at: Date | null;
  readonly data: unknown;
  /** Why it could not be read this time, in which case the data are older; `null` on success. */
  readonly problem: string | null;
}
