import { setTimeout as sleep } from 'node:timers/promises';

const DAY_MS = 86_400_000;
const NEAR_MS = 120_000;

/** Waits past midnight (UTC) if it is less than two minutes away: daily figures must not see the day change. */
export async function awayFromMidnight(): Promise<void> {
  const left = DAY_MS - (Date.now() % DAY_MS);
  if (left < NEAR_MS) await sleep(left + 1_000);
}
