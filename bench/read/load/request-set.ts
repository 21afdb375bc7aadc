/** The placeholder for a value that differs in each request of a set. */
export const VALUE = '§';

/** Requests that differ in one place: `VALUE` in the path or body is replaced by the values, one after the other. */
export interface RequestSet {
  /** Identifies the set: the next run continues where the last one stopped. */
  readonly name: string;
  readonly path: string;
  /** If present, the request is a POST of this JSON. */
  readonly body?: string;
  readonly values: readonly string[];
}

/** The bytes of the request at an index of the set, which repeats from the start. */
export function requestAt({ path, body, values }: RequestSet, place: number): string {
  const value = values[place % values.length] ?? '';
  const target = path.replace(VALUE, () => value);
  if (body === undefined) return `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n`;
  const sent = body.replace(VALUE, () => value);
  return (
    `POST ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${Buffer.byteLength(sent)}\r\n\r\n${sent}`
  );
}
