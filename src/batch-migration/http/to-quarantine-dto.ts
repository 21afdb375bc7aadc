import { mongo } from 'mongoose';

import { messageOf } from '../../errors/message-of.js';
import { idText } from '../../listing/product-id.js';
import type { QuarantinedDocument } from '../quarantine.js';
import type { QuarantineDto } from './quarantine.dto.js';

/** Larger documents are omitted from lists. */
const LARGEST_SHOWN_BYTES = 256 * 1024;

/** Converts a quarantined document for the API. Pure. */
export function toQuarantineDto({
  _id,
  runId,
  direction,
  findings,
  attempts,
  firstAt,
  lastAt,
  raw,
}: QuarantinedDocument): QuarantineDto {
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

function shownRaw(bytes: Uint8Array): Pick<QuarantineDto, 'raw' | 'rawProblem'> {
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
    return { raw: null, rawProblem: `the BSON cannot be decoded: ${messageOf(error)}` };
  }
}
