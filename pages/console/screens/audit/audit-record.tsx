import { useResource } from '../../data/resource.js';
import type { ScreenProps } from '../../shell/routes.js';
import { CopyButton } from '../../widgets/copy.js';
import { Loaded } from '../../widgets/loaded.js';
import { Panel } from '../../widgets/panel.js';
import { Readable } from '../../widgets/readable.js';
import { type AuditRecord, readAudit } from './audit-data.js';

/** How many records after an intent are searched for its outcome. */
const AHEAD = 400;

/** One action with everything recorded about it. */
export function AuditRecordScreen({ params }: ScreenProps) {
  const seq = Number(params['seq'] ?? 0);
  const log = useResource(`audit record ${seq}`, (signal) => readAudit(seq + AHEAD, AHEAD + 1, signal));
  return (
    <>
      <p class="crumbs">
        <a href="/admin/audit">Audit log</a>
      </p>
      <Loaded of={log} what="record">
        {({ records }) => <Action seq={seq} records={records} />}
      </Loaded>
    </>
  );
}

function Action({ seq, records }: { readonly seq: number; readonly records: readonly AuditRecord[] }) {
  const named = records.find((record) => record.seq === seq);
  if (named === undefined) return <h1>{`Record ${seq} does not exist`}</h1>;
  const together = records.filter(({ actionId }) => actionId === named.actionId).toReversed();
  const text = JSON.stringify(together, null, 2);
  return (
    <>
      <h1>{`${named.action}: ${named.target}`}</h1>
      <div class="button-row">
        <CopyButton text={text}>Copy for the incident</CopyButton>
      </div>
      {together.map((record) => (
        <Panel
          key={record.seq}
          title={record.kind === 'intent' ? `Record ${record.seq}: request` : `Record ${record.seq}: outcome`}
        >
          <Readable value={record} />
        </Panel>
      ))}
      {together.length === 1 && named.kind === 'intent' && (
        <p class="quiet">No outcome is recorded yet: it is still running or was interrupted.</p>
      )}
    </>
  );
}
