/** What a proof may use. */
export interface Stage {
  /** Removed if every promise was kept. */
  readonly folder: string;
  /** The arguments after the fault's name. */
  readonly args: readonly string[];
  print(line: string): void;
  /** Judges a promise; a broken one does not end the proof. */
  promise(kept: boolean, what: string): void;
}

/** A proof that the service bears a fault. */
export type Fault = (stage: Stage) => Promise<void>;
