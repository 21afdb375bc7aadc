import { count } from '../../../data/format.js';
import type { Run } from '../../../data/run.js';
import { Fact } from '../../../widgets/panel.js';

/** How far the copies lag behind the writes; empty if the service does not report it. */
export function BacklogFacts({ run: { backlog } }: { readonly run: Run }) {
  if (backlog === undefined || backlog === null) return null;
  const { changes, seconds, appliedPerSecond, writtenPerSecond } = backlog;
  const losing = appliedPerSecond !== null && writtenPerSecond !== null && appliedPerSecond < writtenPerSecond;
  return (
    <Fact name="Behind what is written">
      {`${count(changes)} changes${seconds === null ? '' : `, ${count(seconds)} s`}`}
      {appliedPerSecond !== null && writtenPerSecond !== null && (
        <span class="quiet">{` (${count(appliedPerSecond)}/s applied, ${count(writtenPerSecond)}/s written)`}</span>
      )}
      {losing && <span class="reason"> It does not catch up: more is written than applied.</span>}
    </Fact>
  );
}
