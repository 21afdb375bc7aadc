/** A handler's result with members besides `data`, such as `pagination`. */
export class AnswerWith<T, M extends object> {
  constructor(
    readonly data: T,
    readonly members: M,
  ) {}
}

/** A page of a list, and how to get the next. */
export type Page<T> = AnswerWith<
  readonly T[],
  { readonly pagination: { readonly limit: number; readonly nextCursor: string | null } }
>;

/** The response with a page of a list. @param nextCursor cursor of the next page; `null`: there is none */
export function pageOf<T>(data: readonly T[], limit: number, nextCursor: string | null): Page<T> {
  return new AnswerWith(data, { pagination: { limit, nextCursor } });
}
