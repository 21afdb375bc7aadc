/** A complete response. */
export interface ReadResponse {
  readonly status: number;
  /** Its body. */
  readonly body: Buffer;
}

const HEADER_END = Buffer.from('\r\n\r\n');
const EMPTY = Buffer.alloc(0);

/**
 * Parses the responses of one connection, one at a time. It supports only what the servers under test send, framed by
 * `Content-Length`, to use little CPU on the machine it shares with them.
 */
export class ResponseReader {
  private parts: Buffer[] = [];
  private have = 0;
  private need = 0;
  private head: { readonly status: number; readonly bodyAt: number } | undefined;

  /** Adds a chunk; returns the response once it is complete. A response without a length gets status 0. */
  push(chunk: Buffer): ReadResponse | undefined {
    this.parts.push(chunk);
    this.have += chunk.length;
    if (this.head === undefined && !this.readHead()) return undefined;
    if (this.head === undefined || this.have < this.need) return undefined;
    const { status, bodyAt } = this.head;
    const whole = this.parts.length === 1 ? (this.parts[0] ?? EMPTY) : Buffer.concat(this.parts);
    this.parts = [];
    this.have = 0;
    this.head = undefined;
    return { status, body: whole.subarray(bodyAt, this.need) };
  }

  private readHead(): boolean {
    const start = this.parts.length === 1 ? (this.parts[0] ?? EMPTY) : Buffer.concat(this.parts);
    this.parts = [start];
    const end = start.indexOf(HEADER_END);
    if (end < 0) return false;
    const text = start.toString('latin1', 0, end);
    const status = Number(text.slice(9, 12));
    const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
    const bodyAt = end + HEADER_END.length;
    this.head = { status: length === undefined && status < 204 ? 0 : status, bodyAt };
    this.need = bodyAt + Number(length ?? 0);
    return true;
  }
}
