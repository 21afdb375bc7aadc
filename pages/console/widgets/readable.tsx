import { Fragment } from 'preact';

import { dateTime, sentence, words } from '../data/format.js';
import { TableFrame } from './panel.js';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const MAX_ROWS = 200;

/** Any JSON in readable form: names as words, times in UTC, lists of similar objects as tables. */
export function Readable({ value }: { readonly value: unknown }) {
  if (Array.isArray(value)) return <ReadableList items={value} />;
  if (isObject(value)) return <ReadableObject value={value} />;
  return <Scalar value={value} />;
}

function ReadableObject({ value }: { readonly value: Readonly<Record<string, unknown>> }) {
  const entries = Object.entries(value);
  if (entries.length === 0) return <span class="quiet">nothing</span>;
  return (
    <dl class="readable">
      {entries.map(([name, part]) => (
        <Fragment key={name}>
          <dt>{sentence(words(name))}</dt>
          <dd>
            <Readable value={part} />
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

function ReadableList({ items }: { readonly items: readonly unknown[] }) {
  if (items.length === 0) return <span class="quiet">none</span>;
  const shown = items.slice(0, MAX_ROWS);
  const columns = columnsOf(shown);
  const rest =
    items.length > shown.length ? (
      <p class="quiet">{`and ${items.length - shown.length} more; the report’s file has them all`}</p>
    ) : null;
  if (columns === undefined)
    return (
      <>
        <ul class="plain-list">
          {shown.map((item, index) => (
            <li key={index}>
              <Readable value={item} />
            </li>
          ))}
        </ul>
        {rest}
      </>
    );
  return (
    <TableFrame label={`A table of ${items.length} rows`}>
      <table class="table">
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {sentence(words(name))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((item, index) => (
            <tr key={index}>
              {columns.map((name) => (
                <td key={name}>
                  <Readable value={(item as Readonly<Record<string, unknown>>)[name]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rest}
    </TableFrame>
  );
}

/**
 * The columns for a list of objects that contain nothing deeper than a list; `undefined` if it does not fit a table.
 */
function columnsOf(items: readonly unknown[]): readonly string[] | undefined {
  if (!items.every(isObject)) return undefined;
  const names = [...new Set(items.flatMap((item) => Object.keys(item)))];
  const isFlat = items.every((item) => Object.values(item).every((part) => !isObject(part)));
  return isFlat && names.length <= 8 ? names : undefined;
}

function Scalar({ value }: { readonly value: unknown }) {
  if (value === null || value === undefined) return <span class="quiet">none</span>;
  if (typeof value === 'boolean') return <>{value ? 'yes' : 'no'}</>;
  if (typeof value === 'number') return <span class="mono">{String(value)}</span>;
  const text = String(value);
  if (ISO.test(text)) return <time dateTime={text}>{dateTime(text, true)}</time>;
  return <span class="text-value">{text}</span>;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
