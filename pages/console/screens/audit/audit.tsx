import { useState } from 'preact/hooks';

import { navigate } from '../../../shared/router.js';
import { counted } from '../../data/format.js';
import { messageOf } from '../../data/request.js';
import { useResource } from '../../data/resource.js';
import { addressOf } from '../../shell/match-route.js';
import type { ScreenProps } from '../../shell/routes.js';
import { Button } from '../../widgets/button.js';
import { Loaded } from '../../widgets/loaded.js';
import { Notice } from '../../widgets/notice.js';
import { Panel, TableFrame } from '../../widgets/panel.js';
import { type StateTone, StateWord } from '../../widgets/state-word.js';
import { Age, Utc } from '../../widgets/time.js';
import { inQueryString } from '../in-query.js';
import {
  type AuditEntry,
  type AuditFilter,
  type AuditPage,
  type Chain,
  entriesOf,
  matches,
  readAudit,
  verifyAudit,
} from './audit-data.js';

const PAGE = 200;
const EVERY_MS = 15_000;
const OUTCOMES: Readonly<Record<string, readonly [StateTone, string]>> = {
  done: ['good', 'done'],
  replayed: ['idle', 'replayed: already done earlier'],
  refused: ['warn', 'refused'],
  unknown: ['unknown', 'outcome unknown'],
  open: ['working', 'no outcome yet'],
};

/** Who did what, when, and with what outcome. */
export function Audit({ query }: ScreenProps) {
  const before = Number(query.get('before') ?? 0) || null;
  const log = useResource(`audit ${before ?? ''}`, (signal) => readAudit(before, PAGE, signal), EVERY_MS);
  const filter: AuditFilter = {
    text: query.get('q') ?? '',
    action: query.get('action') ?? '',
    outcome: query.get('outcome') ?? '',
  };
  return (
    <>
      <h1>Audit log</h1>
      <p class="lead">
        All changes made through the API, the command line or a schedule. Each record contains the hash of the previous
        one.
      </p>
      <VerifyPanel />
      <Panel title="Records" aside={<Age at={log.at} />}>
        <Loaded of={log} what="records">
          {(page) => <Records page={page} filter={filter} query={query} />}
        </Loaded>
      </Panel>
    </>
  );
}

function VerifyPanel() {
  const [chain, setChain] = useState<Chain | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const verify = (): void => {
    setBusy(true);
    setProblem(null);
    verifyAudit()
      .then(setChain, (error: unknown) => setProblem(messageOf(error)))
      .finally(() => setBusy(false));
  };
  return (
    <Panel title="Is the log unaltered?">
      <div class="button-row">
        <Button icon="check" onPress={verify} busy={busy}>
          Check every hash
        </Button>
        <span class="quiet">Reads the whole log; changes nothing.</span>
      </div>
      <div aria-live="polite">
        {chain !== null && (
          <Notice
            tone={chain.ok ? 'good' : 'bad'}
            title={
              chain.ok
                ? `${counted(chain.checked, 'record')}: all unaltered`
                : `Record ${chain.broken?.seq ?? '?'} was altered`
            }
          >
            {chain.broken !== undefined && <p>{chain.broken.problem}</p>}
            {chain.open.length > 0 && (
              <p>{`${counted(chain.open.length, 'action')} without an outcome: still running or interrupted.`}</p>
            )}
          </Notice>
        )}
        {problem !== null && (
          <Notice tone="bad" title="Not checked">
            <p>{problem}</p>
          </Notice>
        )}
      </div>
    </Panel>
  );
}

interface RecordsProps {
  readonly page: AuditPage;
  readonly filter: AuditFilter;
  readonly query: URLSearchParams;
}

function Records({ page: { records, nextBefore }, filter, query }: RecordsProps) {
  const entries = entriesOf(records);
  const shown = entries.filter((entry) => matches(entry, filter));
  const actions = [...new Set(entries.map(({ newest }) => newest.action))].toSorted();
  const set = (changes: Readonly<Record<string, string>>): void => navigate(inQueryString(query, changes), 'replace');
  return (
    <>
      <div class="filters">
        <label class="field">
          <span>Search in these records</span>
          <input
            class="input"
            type="search"
            value={filter.text}
            placeholder="a name, an id, an address …"
            onInput={(event) => set({ q: event.currentTarget.value })}
          />
        </label>
        <Select label="Action" value={filter.action} values={actions} onChange={(action) => set({ action })} />
        <Select
          label="Outcome"
          value={filter.outcome}
          values={Object.keys(OUTCOMES)}
          onChange={(outcome) => set({ outcome })}
        />
      </div>
      <p aria-live="polite" class="quiet">
        {`${counted(shown.length, 'action')} of the ${entries.length} loaded`}
      </p>
      {shown.length > 0 && <EntryTable entries={shown} />}
      <div class="button-row">
        {query.has('before') && (
          <Button icon="arrow-left" onPress={() => navigate(inQueryString(query, { before: '' }))}>
            The newest
          </Button>
        )}
        {nextBefore !== null && (
          <Button
            icon="chevron-down"
            onPress={() => navigate(inQueryString(query, { before: String(nextBefore) }))}
          >{`Older than record ${nextBefore}`}</Button>
        )}
      </div>
    </>
  );
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly values: readonly string[];
  readonly onChange: (value: string) => void;
}

function Select({ label, value, values, onChange }: SelectProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select class="input" value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">all</option>
        {values.map((one) => (
          <option key={one} value={one} selected={one === value}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}

function EntryTable({ entries }: { readonly entries: readonly AuditEntry[] }) {
  return (
    <TableFrame label="Audit records">
      <table class="table">
        <thead>
          <tr>
            <th scope="col" class="number">
              Record
            </th>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">Action</th>
            <th scope="col">Target</th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <EntryRow key={entry.newest.actionId} entry={entry} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function EntryRow({ entry: { intent, outcome, newest } }: { readonly entry: AuditEntry }) {
  const seq = intent?.seq ?? newest.seq;
  const [tone, word] = OUTCOMES[outcome?.outcome ?? 'open'] ?? ['unknown' as const, outcome?.outcome ?? ''];
  const { name = 'see its intent', via } = intent?.actor ?? {};
  return (
    <tr>
      <th scope="row" class="number">
        <a href={addressOf('audit', String(seq))}>{seq}</a>
      </th>
      <td>
        <Utc at={(intent ?? newest).ts} />
      </td>
      <td>
        {name}
        {via !== undefined && <span class="quiet">{` by ${via}`}</span>}
      </td>
      <td>
        <code>{newest.action}</code>
      </td>
      <td class="target">
        <code>{newest.target}</code>
      </td>
      <td>
        <StateWord tone={tone}>{word}</StateWord>
      </td>
    </tr>
  );
}
