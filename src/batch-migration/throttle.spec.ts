import { describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';

import type { Surroundings } from './surroundings.js';
import { Throttle } from './throttle.js';

const QUIET_MS = 10;
const SETTLED_MS = 90;

interface Event {
  readonly at: number;
  readonly happen: () => void;
}

/** Simulated surroundings with a clock of their own, which jumps to the next event that someone waits for. */
class Scene implements Surroundings {
  clock = 0;
  paused = 0;
  private idleSince: number | undefined = 0;
  private readonly events: Event[] = [];

  /**
   * @param read how long a read takes, depending on whether pages are being copied and on the clock
   * @param lag of a secondary, depending on the clock
   */
  constructor(
    private readonly read: (beside: boolean, clock: number) => number,
    private readonly lag: (clock: number) => number = () => 0,
  ) {}

  now = (): number => this.clock;
  lagSeconds = (): Promise<number> => Promise.resolve(this.lag(this.clock));

  timeOfRead = (): Promise<number> => {
    const ms = this.read(this.idleSince === undefined || this.clock - this.idleSince < SETTLED_MS, this.clock);
    return this.after(ms).then(() => ms);
  };

  sleep = (ms: number): Promise<void> => {
    this.paused += ms;
    return this.after(ms);
  };

  /**
   * Copies pages for a while; returns documents per second, the share of time spent in pauses, and the throttle's
   * reason.
   */
  async copy(
    throttle: Throttle,
    forMs: number,
    pageMs = 300,
  ): Promise<{ readonly rate: number; readonly pauses: number; readonly reasons: ReadonlySet<string | null> }> {
    const [begun, pausedBefore] = [this.clock, this.paused];
    const reasons = new Set<string | null>();
    let documents = 0;
    await this.played(
      (async () => {
        while (this.clock - begun < forMs) {
          documents += throttle.page;
          const size = throttle.page;
          this.idleSince = undefined;
          await this.after(pageMs);
          this.idleSince = this.clock;
          await throttle.afterPage(size, pageMs);
          reasons.add(throttle.reason);
        }
      })(),
    );
    const took = this.clock - begun;
    return { rate: (documents * 1_000) / took, pauses: (this.paused - pausedBefore) / took, reasons };
  }

  private after(ms: number): Promise<void> {
    return new Promise((happen) => {
      this.events.push({ at: this.clock + ms, happen });
    });
  }

  /** Advances the clock until the scenario is over. */
  private async played(play: Promise<void>): Promise<void> {
    let isOver = false;
    void play.finally(() => {
      isOver = true;
    });
    for (await turn(); !isOver; await turn()) {
      this.events.sort((a, b) => a.at - b.at);
      const next = this.events.shift();
      if (next === undefined) continue;
      this.clock = next.at;
      next.happen();
    }
    await play;
  }
}

/** Reads that are fast at first, so that the throttle learns their normal duration. */
const later =
  (read: (beside: boolean) => number) =>
  (beside: boolean, clock: number): number =>
    clock < 2_000 ? QUIET_MS : read(beside);

describe('a throttle', () => {
  it('lets pages grow while reads are fast', async () => {
    const scene = new Scene(() => QUIET_MS);
    const throttle = new Throttle(scene, null);
    const { reasons, pauses } = await scene.copy(throttle, 20_000);
    expect([...reasons]).toEqual([null]);
    expect(pauses).toBe(0);
    expect(throttle.page).toBe(1_000);
  });

  it('pauses where reads are faster without the migration', async () => {
    const scene = new Scene(later((beside) => (beside ? 200 : 20)));
    const throttle = new Throttle(scene, null);
    const { reasons, pauses } = await scene.copy(throttle, 30_000);
    expect(reasons).toContain('read latency (200 ms, 20 ms without the migration)');
    expect(throttle.page).toBe(50);
    expect(pauses).toBeGreaterThan(0.02);
  });

  it('does not pause when reads are just as slow without the migration', async () => {
    const scene = new Scene(later(() => 200));
    const { reasons, pauses } = await scene.copy(new Throttle(scene, null), 60_000);
    expect([...reasons]).toEqual([null]);
    // What remains are the trials.
    expect(pauses).toBeLessThan(0.03);
  });

  it('notices when that changes', async () => {
    let isOurs = false;
    const scene = new Scene(later((beside) => (isOurs && !beside ? 20 : 200)));
    const throttle = new Throttle(scene, null);
    const reasonsOf = async (): Promise<readonly (string | null)[]> => [
      ...(await scene.copy(throttle, 20_000)).reasons,
    ];
    expect(await reasonsOf()).toEqual([null]);
    isOurs = true;
    expect(await reasonsOf()).toContainEqual(expect.stringContaining('read latency'));
    isOurs = false;
    await scene.copy(throttle, 10_000);
    expect(await reasonsOf()).toEqual([null]);
  });

  it.each<[string, Scene]>([
    ['slow reads', new Scene(later((beside) => (beside ? 500 : 20)))],
    ['reads that are slow either way', new Scene(later((beside) => (beside ? 3_000 : 1_500)))],
    [
      'a secondary that does not catch up',
      new Scene(
        () => QUIET_MS,
        () => 60,
      ),
    ],
  ])('goes on at 180 documents a second at the least, trials included, beside %s', async (_, scene) => {
    const throttle = new Throttle(scene, null);
    await scene.copy(throttle, 10_000, 40);
    const { rate, pauses } = await scene.copy(throttle, 60_000, 40);
    expect(pauses).toBeGreaterThan(0);
    expect(rate).toBeGreaterThan(180);
  });

  it('does not wait for reads that never return', async () => {
    const scene = new Scene(later(() => Infinity));
    const { rate } = await scene.copy(new Throttle(scene, null), 30_000);
    expect(rate).toBeGreaterThan(500);
  });

  it('waits for a secondary that is catching up', async () => {
    const scene = new Scene(
      () => QUIET_MS,
      (clock) => (clock > 3_000 && clock < 6_000 ? 8 : 0),
    );
    const throttle = new Throttle(scene, null);
    const { pauses } = await scene.copy(throttle, 20_000);
    expect(pauses).toBeGreaterThan(0);
    expect(throttle.reason).toBeNull();
  });

  it('keeps to a requested rate, even below the minimum', async () => {
    const scene = new Scene(() => QUIET_MS);
    const throttle = new Throttle(scene, 100);
    await scene.copy(throttle, 10_000);
    const { rate, reasons } = await scene.copy(throttle, 30_000);
    expect(rate).toBeGreaterThan(90);
    expect(rate).toBeLessThanOrEqual(101);
    expect(reasons).toContain('the requested rate (100/s)');
  });
});
