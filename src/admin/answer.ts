/** The envelope of every answer. */
export interface Answer<T> {
  readonly success: true;
  readonly data: T;
}
