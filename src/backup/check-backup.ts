import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupRefusedError } from './backup-errors.js';
import { bsonDocuments } from './bson-stream.js';
import { parseMetadata, type RestorableMetadata } from './collection-metadata.js';
import { type BackupManifest, MANIFEST, type PackedFile, readManifest } from './manifest.js';
import { checkPacked, type PlacedFile, unpack } from './packed-file.js';

/** Metadata is small; a larger file is not metadata. */
const LARGEST_METADATA = 16 * 1_048_576;

/** A backup on the disk, and the database it must belong to. */
export interface BackupPlace {
  /** Its current folder. */
  readonly folder: string;
  readonly id: string;
  readonly database: string;
}

/** The two files of a backup, named as mongodump names them; always with `/`. */
export function filePaths(
  database: string,
  collection: string,
): { readonly documents: string; readonly metadata: string } {
  return { documents: `${database}/${collection}.bson.gz`, metadata: `${database}/${collection}.metadata.json.gz` };
}

/**
 * Checks a backup on the disk: manifest, files, sizes, hashes, unpacked content, document lengths and count. Throws a
 * `BackupRefusedError` that says what is wrong; never unpacks more than the manifest's size.
 */
export async function checkBackup(place: BackupPlace, signal?: AbortSignal): Promise<BackupManifest> {
  const manifest = await readOwnManifest(place);
  const { documents, metadata } = manifest.files;
  await checkPacked(placed(place, documents), signal);
  await checkPacked(placed(place, metadata), signal);
  await readMetadata(place, manifest);
  let count = 0;
  for await (const _ of readDocuments(place, manifest, signal)) count += 1;
  if (count !== manifest.documents) {
    throw new BackupRefusedError(
      'content-differs',
      `${place.id}/${documents.path} holds ${count} documents instead of ${manifest.documents}: use another backup`,
    );
  }
  return manifest;
}

/** Reads the manifest; throws unless it belongs to this database and names exactly the files that are there. */
async function readOwnManifest(place: BackupPlace): Promise<BackupManifest> {
  const { folder, id, database } = place;
  const manifest = await readManifest(folder, id);
  if (manifest.database !== database) {
    throw new BackupRefusedError(
      'foreign',
      `${id} is of the database ${manifest.database}, this service uses ${database}: set MONGODB_DATABASE to ` +
        `${manifest.database}, or use another backup`,
    );
  }
  const paths = filePaths(manifest.database, manifest.collection);
  if (manifest.files.documents.path !== paths.documents || manifest.files.metadata.path !== paths.metadata) {
    throw new BackupRefusedError(
      'manifest-damaged',
      `${id}/${MANIFEST} names files of another layout: use another backup`,
    );
  }
  await checkNames(place, new Set([MANIFEST, database, paths.documents, paths.metadata]));
  return manifest;
}

/** mongorestore would restore any additional file, so only the backup's own may be there. */
async function checkNames({ folder, id, database }: BackupPlace, known: ReadonlySet<string>): Promise<void> {
  const top = await readdir(folder, { withFileTypes: true });
  const inner = top.find(({ name }) => name === database);
  // A symbolic link here could lead out of the backup.
  if (inner !== undefined && !inner.isDirectory())
    throw new BackupRefusedError(
      'file-unexpected',
      `${id}/${database} is not a folder; put the backup's own back, or use another backup`,
    );
  const inside = inner === undefined ? [] : await readdir(join(folder, database));
  const names = [...top.map(({ name }) => name), ...inside.map((name) => `${database}/${name}`)];
  const missing = [...known].find((name) => !names.includes(name));
  if (missing !== undefined)
    throw new BackupRefusedError('file-missing', `${id}/${missing} is missing; put it back, or use another backup`);
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new BackupRefusedError('file-unexpected', `${id}/${unknown} does not belong to this backup; remove it`);
}

/** The documents' bytes, in the order in which they were backed up. */
export function readDocuments(
  place: BackupPlace,
  manifest: BackupManifest,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  const { documents } = manifest.files;
  return bsonDocuments(unpack(placed(place, documents), signal), `${place.id}/${documents.path}`);
}

/** The collection's options and indexes. */
export async function readMetadata(
  place: BackupPlace,
  manifest: BackupManifest,
): Promise<RestorableMetadata & { readonly text: string }> {
  const { metadata } = manifest.files;
  const name = `${place.id}/${metadata.path}`;
  if (metadata.contentBytes > LARGEST_METADATA)
    throw new BackupRefusedError(
      'file-oversized',
      `${name} says it unpacks to ${metadata.contentBytes} bytes: use another backup`,
    );
  const parts: Buffer[] = [];
  for await (const chunk of unpack(placed(place, metadata))) parts.push(chunk);
  const text = Buffer.concat(parts).toString('utf8');
  return { ...parseMetadata(text, name), text };
}

function placed({ folder, id }: BackupPlace, file: PackedFile): PlacedFile {
  return { folder, id, file };
}
