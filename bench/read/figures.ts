/** A measured quantity: one sample per round, so that samples at the same index were measured side by side. */
export interface Figure {
  /** `<group>/<products>/<what>/<quantity>`, the same in every run. */
  readonly id: string;
  readonly unit: Unit;
  readonly samples: readonly number[];
}

export type Unit = 'µs' | 'ms' | 's' | 'MB' | '%' | '1/s';

/** Median and spread of samples. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The figures of a run, by id. */
export class Figures {
  private readonly byId = new Map<string, { readonly unit: Unit; readonly samples: number[] }>();

  static of(figures: readonly Figure[]): Figures {
    const all = new Figures();
    for (const { id, unit, samples } of figures) for (const sample of samples) all.add(id, unit, sample);
    return all;
  }

  add(id: string, unit: Unit, sample: number): void {
    const figure = this.byId.get(id) ?? { unit, samples: [] };
    figure.samples.push(sample);
    this.byId.set(id, figure);
  }

  samples(id: string): readonly number[] {
    return this.byId.get(id)?.samples ?? [];
  }

  /** Median and spread; `undefined` if it was not measured. */
  summary(id: string): Summary | undefined {
    return summarize(this.samples(id));
  }

  /** One figure divided by another, round by round. */
  ratio(id: string, by: string): Summary | undefined {
    const divisors = this.samples(by);
    const ratios = this.samples(id).map((sample, round) => sample / (divisors[round] ?? Number.NaN));
    return summarize(ratios.slice(0, divisors.length));
  }

  all(): readonly Figure[] {
    return [...this.byId].map(([id, { unit, samples }]) => ({ id, unit, samples }));
  }
}

/** Median, minimum and maximum; `undefined` for no samples. */
export function summarize(samples: readonly number[]): Summary | undefined {
  if (samples.length === 0) return undefined;
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
  return { median, min: sorted[0] as number, max: sorted.at(-1) as number };
}

/** The value below which a share (0 to 1) of ascending samples lies (nearest rank); `NaN` for no samples. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
