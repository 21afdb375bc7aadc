import { mongo } from 'mongoose';

import { messageOf } from '../../errors/message-of.js';
import type { Finding } from '../../../migrations/index.js';
import { idText } from '../../listing/product-id.js';
import type { QuarantinedDocument } from '../quarantine.js';

/** Larger documents are not shown in a list. */
const LARGEST_SHOWN_BYTES = 256 * 1024;

/** A document that the mapping refuses, as admins see it. */
export interface QuarantineView {
  readonly productId: string;
  readonly runId: string;
  /** `up`: to the latest version; `down`: to the one before, for the way back. */
  readonly direction: string;
  readonly findings: readonly Finding[];
  readonly attempts: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly rawBytes: number;
  /** The stored document as relaxed extended JSON; `null` where it is too large or no BSON that can be decoded. */
  readonly raw: unknown;
  /** Why `raw` is `null`. */
  readonly rawProblem: string | null;
}

/** Shows a quarantined document. Pure. */
export function toQuarantineView({
  _id,
  runId,
  direction,
  findings,
  attempts,
  firstAt,
  lastAt,
  raw,
}: QuarantinedDocument): QuarantineView {
  const bytes = raw.value();
  return {
    productId: idText(_id),
    runId,
    direction,
    findings: findings.map(({ path, problem }) => ({ path, problem })),
    attempts,
    firstAt,
    lastAt,
    rawBytes: bytes.length,
    ...shownRaw(bytes),
  };
}

function shownRaw(bytes: Uint8Array): Pick<QuarantineView, 'raw' | 'rawProblem'> {
  if (bytes.length > LARGEST_SHOWN_BYTES)
    return { raw: null, rawProblem: `larger than ${LARGEST_SHOWN_BYTES / 1024} kB; the export command writes it out` };
  try {
    const document = mongo.BSON.deserialize(bytes, {
      promoteValues: false,
      promoteBuffers: false,
      bsonRegExp: true,
      validation: { utf8: false },
    });
    return { raw: JSON.parse(mongo.BSON.EJSON.stringify(document, { relaxed: true })), rawProblem: null };
  } catch (error) {
    return { raw: null, rawProblem: `no BSON that can be decoded: ${messageOf(error)}` };
  }
}
