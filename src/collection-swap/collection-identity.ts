import type { mongo } from 'mongoose';

/** A collection as the server knows it: the name can be taken over, the UUID cannot. */
export interface CollectionIdentity {
  readonly name: string;
  readonly uuid: mongo.UUID;
}

/** A collection's validation rules, to be put back as they were. */
export interface Validation {
  readonly validator: Readonly<Record<string, unknown>>;
  readonly validationLevel: string;
  readonly validationAction: string;
}
