import { setTimeout as sleep } from 'node:timers/promises';

import { Random } from '../../../packages/demo-products/random.js';
import type { ReplicaSet } from '../replica-set/replica-set.js';
import { type ServicePlace, ServiceProcess } from './service-process.js';

/** A fault that is undone before the function returns. */
type Fault = () => Promise<void>;

const DOWN_MS = 5_000;

/**
 * Two instances of the service on a replica set, and the faults that can hit them. After every fault all members and
 * both instances are running again.
 */
export class FaultyPlace {
  private current = 0;

  private constructor(
    private readonly set: ReplicaSet,
    private readonly place: ServicePlace,
    private readonly services: [ServiceProcess, ServiceProcess],
    private readonly random: Random,
  ) {}

  static async start(set: ReplicaSet, place: ServicePlace, seed: number): Promise<FaultyPlace> {
    const services = await Promise.all([ServiceProcess.start(place), ServiceProcess.start(place)]);
    return new FaultyPlace(set, place, services, new Random(seed, 77));
  }

  /** Where a load balancer would currently send requests. */
  get address(): string {
    return this.services[this.current]?.address ?? '';
  }

  /** What each instance holds of the machine's memory, in MB. */
  memory(): Promise<number[]> {
    return Promise.all(this.services.map((service) => service.residentMb()));
  }

  /** Does one of the faults, the one that is named or one chosen by the seed; returns its name. */
  async strike(wanted?: string): Promise<string> {
    const faults: Readonly<Record<string, Fault>> = {
      'primary killed': () => this.killMember(() => this.set.primary()),
      'secondary killed': () => this.killMember(() => this.set.secondary()),
      'primary stalled': () => this.stallPrimary(),
      'step-down': async () => {
        await this.set.stepDown();
      },
      'instance killed': () => this.killInstance(),
      'instance stalled': () => this.stallInstance(),
    };
    const names = Object.keys(faults);
    const name = wanted ?? names[Math.floor(this.random.next() * names.length)] ?? '';
    const fault = faults[name];
    if (fault === undefined) throw new Error(`There is no fault "${name}": ${names.join(', ')}`);
    await fault();
    return name;
  }

  async close(): Promise<void> {
    await Promise.all(this.services.map((service) => service.kill()));
  }

  private async killMember(chosen: () => ReturnType<ReplicaSet['primary']>): Promise<void> {
    const member = await chosen();
    await member.kill();
    await sleep(DOWN_MS);
    await member.restart();
    await this.set.untilHealthy();
  }

  private async stallPrimary(): Promise<void> {
    const member = await this.set.primary();
    member.pause();
    await sleep(DOWN_MS);
    member.resume();
    await this.set.untilHealthy();
  }

  /** Kills the instance that receives the requests; from then on they go to the other one. */
  private async killInstance(): Promise<void> {
    const hit = this.current;
    this.current = 1 - hit;
    await this.services[hit]?.kill();
    this.services[hit] = await ServiceProcess.start(this.place);
  }

  private async stallInstance(): Promise<void> {
    const hit = this.services[this.current];
    this.current = 1 - this.current;
    hit?.stall();
    await sleep(DOWN_MS);
    hit?.wake();
  }
}
