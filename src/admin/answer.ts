/** What a handler returns where its answer has members beside `data`, such as `pagination`. */
export class AnswerWith<T, M extends object> {
  constructor(
    readonly data: T,
    readonly members: M,
  ) {}
}

/** A part of a list and how to go on. */
export type Page<T> = AnswerWith<
  readonly T[],
  { readonly pagination: { readonly limit: number; readonly nextCursor: string | null } }
>;

/** The answer with a part of a list. @param nextCursor what asks for the next part; `null`: there is none */
export function pageOf<T>(data: readonly T[], limit: number, nextCursor: string | null): Page<T> {
  return new AnswerWith(data, { pagination: { limit, nextCursor } });
}
