/** A document as MongoDB stores it, decoded by the driver: nothing is known of it but that it has an `_id`. */
export type StoredDocument = Readonly<Record<string, unknown>> & { readonly _id: unknown };
