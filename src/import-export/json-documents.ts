/** A document's text in the file, and where it starts. */
export interface DocumentText {
  /** Absent if the text is longer than any document MongoDB can store. */
  readonly text?: string;
  /** Its number in the file, from 1. */
  readonly number: number;
  readonly line: number;
  readonly column: number;
}

/** Malformed JSON: from here on, document boundaries are unknown. */
export class MalformedJson extends Error {
  constructor(
    readonly problem: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(`${problem} at line ${line}, column ${column}`);
  }
}

/** Canonical extended JSON is a few times as long as its BSON, which is limited to 16 MiB. */
const LONGEST_TEXT = 128 * 1024 * 1024;

/**
 * If one document, or the whitespace before it, is longer than this, the file holds no products: it might go on
 * forever.
 */
const LONGEST_RUN = 1024 * 1024 * 1024;
/** Maximum length of a number; anything longer outside strings is not JSON. */
const LONGEST_WORD = 2_000;

const WHITE_SPACE = ' \t\r\n';
/** Characters that can start a JSON value. */
const BEGINNING = /[{["\-\dtfn]/;

/**
 * Splits a stream of JSON into document texts: the elements of one array, or concatenated documents (one per line, or
 * pretty-printed). Memory holds one document. The content of documents is left to the parser; a missing quote or
 * bracket is detected at the next document, so that it does not swallow the rest of the file.
 */
export class DocumentScanner {
  private form: 'unknown' | 'array' | 'sequence' | 'ended' = 'unknown';
  private needsComma = false;
  private afterComma = false;
  private inDocument = false;
  private depth = 0;
  private inString = false;
  private escaped = false;
  /** The last non-whitespace character outside strings. */
  private previous = '';
  private parts: string[] = [];
  private length = 0;
  private number = 0;
  private line = 1;
  private lineStart = 0;
  private consumed = 0;
  private start = { line: 1, column: 1 };
  /** Characters since the end of the last document. */
  private run = 0;
  /** Characters of a bare number or word. */
  private word = 0;

  /** @param longestRun the number of characters within which a document has to end */
  constructor(private readonly longestRun = LONGEST_RUN) {}

  /** Processes the next chunk and returns the documents that it completes. */
  *push(chunk: string): Generator<DocumentText> {
    let from = 0;
    for (let index = 0; index < chunk.length; index += 1) {
      const char = chunk[index] as string;
      if (char === '\n') this.lineBreak(index);
      if (!this.inDocument) {
        if (this.isBetween(char, index)) continue;
        this.begin(index);
        from = index;
      }
      const end = this.step(char, index);
      if (end === 'inside') continue;
      this.keep(chunk.slice(from, end === 'with' ? index + 1 : index));
      yield this.finish();
      if (end === 'before') this.isBetween(char, index);
    }
    if (this.inDocument) this.keep(chunk.slice(from));
    this.run += chunk.length;
    if (this.run > this.longestRun)
      this.refuse(`No document ends within ${this.longestRun} characters`, chunk.length - 1);
    this.consumed += chunk.length;
  }

  /** Call at the end of the file: returns a last bare number or word, and throws on an unfinished document. */
  *end(): Generator<DocumentText> {
    if (this.inDocument) {
      if (this.depth > 0 || this.inString) {
        throw new MalformedJson('The file ends inside the document that begins', this.start.line, this.start.column);
      }
      yield this.finish();
    }
    if (this.form === 'array') this.refuse('The file ends before the array does', 0);
  }

  private lineBreak(index: number): void {
    if (this.inString) this.refuse('A line ends inside a text (is a quote missing?)', index);
    this.line += 1;
    this.lineStart = this.consumed + index + 1;
  }

  /** Whether a character is allowed between documents; throws if it is not. */
  private isBetween(char: string, index: number): boolean {
    if (WHITE_SPACE.includes(char)) return true;
    if (this.form === 'unknown') {
      this.form = char === '[' ? 'array' : 'sequence';
      if (char === '[') return true;
    }
    if (this.form === 'ended') this.refuse('There is more after the end of the array', index);
    if (this.form === 'array') {
      if (char === ']' && !this.afterComma) {
        this.form = 'ended';
        return true;
      }
      if (char === ',' && this.needsComma) {
        this.needsComma = false;
        this.afterComma = true;
        return true;
      }
      if (this.needsComma) this.refuse('A comma is missing between two documents', index);
    }
    if (!BEGINNING.test(char)) this.refuse(`${shown(char)} stands where a document should begin`, index);
    return false;
  }

  private begin(index: number): void {
    this.inDocument = true;
    this.previous = '';
    this.number += 1;
    this.start = { line: this.line, column: this.column(index) };
  }

  /** Whether the document goes on, ends with this character, or ended before it (a bare number or word). */
  private step(char: string, index: number): 'inside' | 'with' | 'before' {
    if (this.inString) {
      if (this.escaped) this.escaped = false;
      else if (char === '\\') this.escaped = true;
      else if (char === '"') this.inString = false;
      return !this.inString && this.depth === 0 ? 'with' : 'inside';
    }
    if (WHITE_SPACE.includes(char)) return this.depth === 0 ? 'before' : 'inside';
    if (this.depth === 0 && (char === ',' || char === ']') && this.previous !== '') return 'before';
    if (char === '"') {
      this.inString = true;
    } else if (char === '{' || char === '[') {
      if (this.previous !== '' && !':,['.includes(this.previous)) {
        this.refuse(
          `The document that begins at line ${this.start.line} is not closed before another value begins`,
          index,
        );
      }
      this.depth += 1;
    } else if (char === '}' || char === ']') {
      this.depth -= 1;
      if (this.depth < 0) this.refuse(`"${char}" closes nothing`, index);
      if (this.depth === 0) return 'with';
    }
    this.previous = char;
    if (this.depth === 0 && !this.inString && (this.word += 1) > LONGEST_WORD)
      this.refuse('A number or word does not end', index);
    return 'inside';
  }

  private keep(part: string): void {
    this.length += part.length;
    if (this.length > LONGEST_TEXT) this.parts = [];
    else this.parts.push(part);
  }

  private finish(): DocumentText {
    const text = this.length > LONGEST_TEXT ? {} : { text: this.parts.join('') };
    this.parts = [];
    this.length = 0;
    this.run = 0;
    this.word = 0;
    this.depth = 0;
    this.inDocument = false;
    this.inString = false;
    this.needsComma = this.form === 'array';
    this.afterComma = false;
    return { ...text, number: this.number, ...this.start };
  }

  private column(index: number): number {
    return this.consumed + index - this.lineStart + 1;
  }

  private refuse(problem: string, index: number): never {
    throw new MalformedJson(problem, this.line, Math.max(1, this.column(index)));
  }
}

function shown(char: string): string {
  return char < ' ' ? `The control character ${char.charCodeAt(0)}` : `"${char}"`;
}

/** All document texts of a stream of JSON chunks; throws `MalformedJson` if it cannot continue. */
export async function* documentTexts(pieces: AsyncIterable<string>): AsyncGenerator<DocumentText> {
  const scanner = new DocumentScanner();
  for await (const piece of pieces) yield* scanner.push(piece);
  yield* scanner.end();
}
