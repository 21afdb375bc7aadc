import { parseArgs } from 'node:util';

import type { ReplicaSet } from '../../replica-set/replica-set.js';
import { testPort } from '../../test-port.js';
import type { Stage } from '../fault.js';
import { type Disturbance, disturb } from './disturbances.js';
import { HERE, NamespaceNetwork } from './namespace-network.js';
import { inPlace, RECOMMENDED_ARGUMENTS, RECOMMENDED_SETTINGS } from './watched-place.js';

const MEMBERS = 3;
const GOES_ON_WITHIN_MS = 10_000;
/** MongoDB's defaults. */
const UNTUNED = { heartbeatIntervalMillis: 2_000, chainingAllowed: true };

/** What is cut off, in this order again and again. */
const KINDS = ['primary', 'primary from members', 'secondary', 'primary', 'service'] as const;
type Kind = (typeof KINDS)[number];

/** The members of a replica set and the service lose sight of each other, again and again. */
export async function partition(stage: Stage): Promise<void> {
  const { values } = parseArgs({
    args: [...stage.args],
    options: {
      cycles: { type: 'string', default: '20' },
      only: { type: 'string' },
      untuned: { type: 'boolean', default: false },
    },
  });
  const kinds = KINDS.filter((kind) => values.only === undefined || kind === values.only);
  const network = new NamespaceNetwork(MEMBERS);
  try {
    const places = await Promise.all(
      Array.from({ length: MEMBERS }, async (_, index) => ({
        address: network.address(index + 1),
        port: await testPort(),
        within: network.within(index + 1),
        extraArguments: values.untuned ? [] : RECOMMENDED_ARGUMENTS,
      })),
    );
    const settings = values.untuned ? UNTUNED : RECOMMENDED_SETTINGS;
    await inPlace(stage.folder, { places, settings }, (place) =>
      disturb(
        place,
        {
          cycles: Number(values.cycles),
          goesOnWithinMs: GOES_ON_WITHIN_MS,
          next: (cycle) => cutOf(kinds[cycle % kinds.length] ?? 'primary', network, place.set),
        },
        stage,
      ),
    );
  } finally {
    network.close();
  }
}

async function cutOf(kind: Kind, network: NamespaceNetwork, set: ReplicaSet): Promise<Disturbance> {
  if (kind === 'service') return { kind, isServiceAlone: true, ...cut(network, HERE) };
  const member = kind === 'secondary' ? await set.secondary() : await set.primary();
  const host = set.members.indexOf(member) + 1;
  if (kind !== 'primary from members') return { kind, ...cut(network, host) };
  return {
    kind,
    begin: () => {
      network.separate(host);
    },
    end: () => {
      network.unite(host);
    },
  };
}

function cut(network: NamespaceNetwork, host: number): Pick<Disturbance, 'begin' | 'end'> {
  return {
    begin: () => {
      network.cut(host);
    },
    end: () => {
      network.mend(host);
    },
  };
}
