/** A document as MongoDB stores it, decoded by the driver: the only certain thing is that it has an `_id`. */
export type StoredDocument = Readonly<Record<string, unknown>> & { readonly _id: unknown };
