/** The rows for a text, such as a slug: nearly always one. */
export class RowsByText {
  private readonly rows = new Map<string, number | number[]>();

  /** The rows that have a text. */
  of(text: string): readonly number[] {
    const rows = this.rows.get(text) ?? [];
    return typeof rows === 'number' ? [rows] : rows;
  }

  add(text: string, row: number): void {
    const others = this.rows.get(text);
    if (others === undefined) this.rows.set(text, row);
    else if (typeof others === 'number') this.rows.set(text, [others, row]);
    else others.push(row);
  }

  remove(text: string, row: number): void {
    const others = this.of(text).filter((other) => other !== row);
    const [first] = others;
    if (first === undefined) this.rows.delete(text);
    else this.rows.set(text, others.length === 1 ? first : others);
  }
}
