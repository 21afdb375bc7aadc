import type { ComponentChildren } from 'preact';

import { api } from '../../data/api.js';
import { count, counted } from '../../data/format.js';
import { topic } from '../../data/live.js';
import { dataOf } from '../../data/request.js';
import { type Resource, useResource } from '../../data/resource.js';
import { askHealth, type Health } from '../../shell/troubles.js';
import { Panel, TableFrame } from '../../widgets/panel.js';
import { StateWord, type StateTone } from '../../widgets/state-word.js';
import { Age, Utc } from '../../widgets/time.js';

const EVERY_MS = 10_000;

/** What was checked, with what result and when. Checks that were not made are not listed, and "unknown" is a result. */
export function ChecksPanel() {
  const health = useResource('health', askHealth, EVERY_MS);
  const quarantine = useResource('quarantine count', countQuarantine, EVERY_MS);
  return (
    <Panel title="Checks">
      <TableFrame label="What was checked">
        <table class="table checks">
          <thead class="unseen">
            <tr>
              <th scope="col">What</th>
              <th scope="col">Found</th>
              <th scope="col">When</th>
            </tr>
          </thead>
          <tbody>
            <HealthRow health={health} />
            <AlertsRow />
            <QuarantineRow found={quarantine} />
            <BackupRow />
          </tbody>
        </table>
      </TableFrame>
    </Panel>
  );
}

async function countQuarantine(signal: AbortSignal): Promise<number> {
  const { total } = await dataOf<{ readonly total: number }>(
    api.GET('/api/admin/quarantine', { params: { query: { limit: 1 } }, signal }).then(({ data, error, response }) => ({
      error,
      response,
      data: { data: (data as { pagination?: { total?: number } } | undefined)?.pagination ?? { total: 0 } },
    })),
  );
  return total;
}

interface RowProps {
  readonly what: string;
  readonly href?: string;
  readonly tone: StateTone;
  readonly word: string;
  readonly children?: ComponentChildren;
  readonly when: ComponentChildren;
}

function Row({ what, href, tone, word, children, when }: RowProps) {
  return (
    <tr>
      <th scope="row">{href === undefined ? what : <a href={href}>{what}</a>}</th>
      <td class="live-value">
        <StateWord tone={tone}>{word}</StateWord>
        {children !== undefined && <span class="quiet check-more">{children}</span>}
      </td>
      <td>{when}</td>
    </tr>
  );
}

function HealthRow({ health }: { readonly health: Resource<Health> }) {
  const { data, error, at } = health;
  if (error !== undefined || data === undefined)
    return (
      <Row what="This instance" tone="unknown" word={error === undefined ? 'asking' : 'unknown'} when={<Age at={at} />}>
        {error?.message}
      </Row>
    );
  const words = { ok: 'ready, database reached', degraded: 'degraded', unavailable: 'not ready' } as const;
  const tones = { ok: 'good', degraded: 'warn', unavailable: 'bad' } as const;
  return (
    <Row what="This instance" tone={tones[data.status]} word={words[data.status]} when={<Age at={at} />}>
      {data.status === 'ok'
        ? undefined
        : Object.entries(data.problems)
            .map(([part, problem]) => `${part}: ${problem}`)
            .join('; ')}
    </Row>
  );
}

function AlertsRow() {
  const told = topic('alerts');
  const alerts = told?.data ?? null;
  const when = told?.at === undefined || told.at === null ? <Age at={undefined} /> : <Utc at={told.at} />;
  if (alerts === null) return <Row what="Alerts" href="/admin/alerts" tone="unknown" word="unknown" when={when} />;
  const firing = Object.entries(alerts.firing).filter(([, number]) => number > 0);
  const worst =
    (alerts.firing['CRITICAL'] ?? 0) > 0
      ? 'bad'
      : (alerts.firing['WARNING'] ?? 0) > 0
        ? 'warn'
        : firing.length > 0
          ? 'idle'
          : 'good';
  const unjudged =
    alerts.notJudged.length === 0 ? undefined : `${counted(alerts.notJudged.length, 'rule')} could not be evaluated`;
  const word =
    firing.length === 0
      ? 'none firing'
      : firing.map(([severity, number]) => `${number} ${severity.toLowerCase()}`).join(', ');
  return (
    <Row what="Alerts" href="/admin/alerts" tone={worst} word={word} when={when}>
      {unjudged ?? alerts.alerts[0]?.title}
    </Row>
  );
}

function QuarantineRow({ found: { data, error, at } }: { readonly found: Resource<number> }) {
  if (data === undefined)
    return (
      <Row
        what="Quarantine"
        href="/admin/quarantine"
        tone="unknown"
        word={error === undefined ? 'asking' : 'unknown'}
        when={<Age at={at} />}
      >
        {error?.message}
      </Row>
    );
  return (
    <Row
      what="Quarantine"
      href="/admin/quarantine"
      tone={data === 0 ? 'good' : 'warn'}
      word={data === 0 ? 'empty' : `${count(data)} refused`}
      when={<Age at={at} />}
    />
  );
}

function BackupRow() {
  const told = topic('backups');
  const backups = told?.data ?? null;
  const when = told?.at === undefined || told.at === null ? <Age at={undefined} /> : <Utc at={told.at} />;
  if (backups === null) return <Row what="Backups" href="/admin/backups" tone="unknown" word="unknown" when={when} />;
  const { newest, journal } = backups;
  const tone = newest === null ? 'warn' : journal?.problem !== null && journal?.problem !== undefined ? 'warn' : 'idle';
  return (
    <Row
      what="Backups"
      href="/admin/backups"
      tone={tone}
      word={newest === null ? 'none in the folder' : `${count(backups.count)} in the folder`}
      when={when}
    >
      {newest?.createdAt !== null && newest?.createdAt !== undefined && (
        <>
          newest from <Utc at={newest.createdAt} />
        </>
      )}
      {journal?.problem ?? ''}
    </Row>
  );
}
