/** What a topic's source tells. */
export interface Told {
  /** The moment that the data are of; where it is left out, when they were read. */
  readonly at?: Date;
  readonly data: unknown;
  /** What has to differ for the data to count as changed, where they hold figures that change with every look. */
  readonly same?: unknown;
}

/** Something that consoles are told of whenever it changes. */
export interface Topic {
  readonly name: string;
  /** How often it is looked at, in milliseconds. */
  readonly everyMs: number;
  read(): Told | Promise<Told>;
}

/** A topic as it was found last. */
export interface TopicState {
  /** The moment that the data are of; `null` where it has never been read. */
  readonly at: Date | null;
  readonly data: unknown;
  /** Why it could not be read this time: the data are older then. `null` where it could. */
  readonly problem: string | null;
}
