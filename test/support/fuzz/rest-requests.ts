import { readFileSync } from 'node:fs';

import type { HostileValues } from './hostile-values.js';

/** A request to send. */
export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
}

/** Streams stay open, and operations on the whole database have a load test of their own. */
const LEFT_OUT =
  /\/events$|\/(validate|verify|analyze|sync|restore|run)$|^\/api\/admin\/(backups|restores|migrations)$/;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
const TYPES = ['application/json', 'application/merge-patch+json', 'text/plain', 'application/xml', ''] as const;
const UNKNOWN_PATHS = [
  '/',
  '/nothing',
  '/api',
  '/api/admin',
  '/api/products/',
  '//',
  '/docs',
  '/metrics',
  '/health/ready',
];

/** The operations of an OpenAPI document. */
export function operationsOf(file: string): readonly Operation[] {
  const { paths } = JSON.parse(readFileSync(file, 'utf8')) as {
    paths: Record<string, Record<string, { parameters?: Operation['parameters'] }>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .map(([method, { parameters = [] }]) => ({ method: method.toUpperCase(), path, parameters }))
      .filter((operation) => operation.method === 'GET' || !LEFT_OUT.test(operation.path))
      .filter(({ path: of }) => !of.endsWith('/events')),
  );
}

/** A request to an operation with unexpected values, or one that fits no operation at all. */
export function restRequest(values: HostileValues, operations: readonly Operation[], key: string): FuzzRequest {
  const operation = values.of(operations);
  const isKnown = values.chance(0.9);
  const path = isKnown ? filled(operation.path, values) : encoded(values.of(UNKNOWN_PATHS) + values.text());
  const method = values.chance(0.85) ? operation.method : values.of(METHODS);
  const hasBody = method !== 'GET' && method !== 'HEAD' && values.chance(0.9);
  return {
    method,
    path: `${path}${queryOf(operation, values)}`,
    headers: {
      ...(values.chance(0.8) ? { 'x-api-key': values.chance(0.95) ? key : latin(values.text()) } : {}),
      ...(hasBody ? { 'content-type': values.chance(0.85) ? TYPES[0] : values.of(TYPES) } : {}),
      ...(values.chance(0.1) ? { 'idempotency-key': latin(values.text()), 'if-match': latin(values.text()) } : {}),
      ...(values.chance(0.05) ? { accept: latin(values.text()), 'accept-encoding': 'br;q=x, gzip' } : {}),
    },
    ...(hasBody ? { body: bodyOf(values) } : {}),
  };
}

function filled(path: string, values: HostileValues): string {
  return path.replace(/\{\w+\}/g, () => encoded(values.text() || 'x'));
}

function queryOf({ parameters }: Operation, values: HostileValues): string {
  const known = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const names = Array.from({ length: values.below(4) }, () =>
    known.length > 0 && values.chance(0.9) ? values.of(known) : values.text(),
  );
  const pairs = names.map((name) => `${encoded(name)}=${encoded(values.text())}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

const FIELDS = [
  'name',
  'category',
  'pricing',
  'slug',
  'description',
  'materialSpecs',
  'inventory',
  'metadata',
  'delta',
];

function bodyOf(values: HostileValues): string {
  const fields = Object.fromEntries(Array.from({ length: values.below(4) }, () => [values.of(FIELDS), values.json()]));
  const text = JSON.stringify(values.chance(0.6) ? fields : values.json());
  return values.chance(0.2) ? values.spoiled(text) : text;
}

/** Percent-encoded, now and then invalidly. */
function encoded(text: string): string {
  const whole = [...text].filter((character) => !/[\ud800-\udfff]/.test(character) || character.length === 2).join('');
  return encodeURIComponent(whole).slice(0, 4_000);
}

/** Header values can hold only these characters. */
function latin(text: string): string {
  return text.replace(/[^\u0020-\u007e\u00a0-\u00ff]/g, '').trim() || 'x';
}
