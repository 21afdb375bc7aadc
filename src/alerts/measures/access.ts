import type { Measured } from '../alert-rule.js';
import type { AlertSources } from '../alert-sources.js';

/** Unknown keys sent to this instance within five minutes. */
export function refusedKeys({
  keyRefusals,
  instance,
}: Pick<AlertSources, 'keyRefusals' | 'instance'>): Promise<readonly Measured[]> {
  const { recent } = keyRefusals;
  return Promise.resolve([
    {
      subject: instance,
      value: recent,
      message: `${recent} unknown API keys were sent to ${instance} in 5 minutes`,
    },
  ]);
}
