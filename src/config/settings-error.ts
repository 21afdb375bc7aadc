/** An invalid setting. One line that names the variable, its problem and what is accepted; never a secret. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly code = 'BAD_SETTING';

  constructor(
    readonly variable: string,
    message: string,
  ) {
    super(message);
  }
}
