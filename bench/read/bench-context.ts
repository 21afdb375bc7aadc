import type { Figures } from './figures.js';
import type { LoadGenerator } from './load/load-generator.js';
import type { ReadOptions } from './options.js';
import type { Stage } from './stage.js';

/** The shared context of all groups of measurements. */
export interface Bench {
  readonly stage: Stage;
  readonly load: LoadGenerator;
  readonly figures: Figures;
  readonly options: ReadOptions;
}
