import type { mongo } from 'mongoose';

/** A collection's identity: another collection can take its name, but never its UUID. */
export interface CollectionIdentity {
  readonly name: string;
  readonly uuid: mongo.UUID;
}

/** A collection's validation rules, kept to restore them. */
export interface Validation {
  readonly validator: Readonly<Record<string, unknown>>;
  readonly validationLevel: string;
  readonly validationAction: string;
}
