/** What of a response is there. */
export interface ReadResponse {
  readonly status: number;
  /** Its body. */
  readonly body: Buffer;
}

const HEADER_END = Buffer.from('\r\n\r\n');
const EMPTY = Buffer.alloc(0);

/**
 * Puts the responses of one connection together, one after the other. It knows as much of HTTP as the servers under test
 * use, and so takes little of the processor that they share with it: `Content-Length` alone says where a response ends.
 */
export class ResponseReader {
  private parts: Buffer[] = [];
  private have = 0;
  private need = 0;
  private head: { readonly status: number; readonly bodyAt: number } | undefined;

  /** Takes in what came; the response once it is whole. One without a length has the status 0. */
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
