import { count } from '../../../data/format.js';
import type { Run } from '../../../data/run.js';
import { Fact } from '../../../widgets/panel.js';

/** How far the copies lag behind the writes; empty if the service does not report it. */
export function BacklogFacts({ run: { backlog } }: { readonly run: Run }) {
  if (backlog === undefined || backlog === null) return null;
  const { changes, seconds, appliedPerSecond, writtenPerSecond } = backlog;
  const losing = appliedPerSecond !== null && writtenPerSecond !== null && appliedPerSecond < writtenPerSecond;
  return (
    <Fact name="Lag behind writes">
      {`${count(changes)} changes${seconds === null ? '' : `, ${count(seconds)} s`}`}
      {appliedPerSecond !== null && writtenPerSecond !== null && (
        <span class="quiet">{` (${count(appliedPerSecond)}/s applied, ${count(writtenPerSecond)}/s written)`}</span>
      )}
      {losing && <span class="reason"> It is not catching up: writes arrive faster than they are applied.</span>}
    </Fact>
  );
}
