const UNAUTHORIZED = 13;
const COMMAND = /not authorized on (\S+) to execute command \{ (\w+): (?:"([^"]*)")?/;
const REMEDY = 'run `catalog validate` to see which privilege is missing; docs/operations.md says how to grant it';

/**
 * Whether an error means that the database user lacks a privilege. Checked by name, so another copy of the driver works
 * too.
 */
export function isMongoUnauthorized(error: unknown): error is Error & { readonly code: number } {
  return error instanceof Error && error.name.startsWith('Mongo') && 'code' in error && error.code === UNAUTHORIZED;
}

/** For the operator: which privilege is missing, without the command's content, and how to fix it. */
export function describeUnauthorized({ message }: Error): string {
  const [, database, command, collection] = COMMAND.exec(message) ?? [];
  const what =
    command === undefined ? 'this' : `${command} on ${database}${collection === undefined ? '' : `.${collection}`}`;
  return `The service's database user is not allowed ${what}: ${REMEDY}`;
}

/** For everybody else: it is not their fault. */
export const UNAUTHORIZED_DETAIL = 'The service lacks a privilege in its database; the log has the details';
