import { parseArgs } from 'node:util';

import type { ReplicaSet } from '../../replica-set/replica-set.js';
import { testPort } from '../../test-port.js';
import type { Stage } from '../fault.js';
import { type Disturbance, disturb } from './disturbances.js';
import { TcpProxy } from './tcp-proxy.js';
import { inPlace, RECOMMENDED_ARGUMENTS, RECOMMENDED_SETTINGS } from './watched-place.js';

const MEMBERS = 3;
/** A member that still accepts connections is given up later than one that does not. */
const GOES_ON_WITHIN_MS = 12_000;
/** In each direction, as between continents. */
const LATENCY_MS = 100;
const RESET_EVERY_MS = 1_000;

/** In this order again and again: everything is delayed, everything arrives in pieces, and so on. */
const KINDS = ['latency', 'pieces', 'primary resets', 'primary holds', 'secondary holds'] as const;
type Kind = (typeof KINDS)[number];

/** The network between the members and the service is slow, cuts messages in pieces, and loses connections. */
export async function slowNetwork(stage: Stage): Promise<void> {
  const { values } = parseArgs({ args: [...stage.args], options: { cycles: { type: 'string', default: '20' } } });
  const ports = await Promise.all(Array.from({ length: MEMBERS }, () => testPort()));
  const proxies = await Promise.all(ports.map((port) => TcpProxy.start(port)));
  try {
    // Everybody reaches a member through its proxy, the other members too.
    const places = proxies.map(({ port }, index) => ({
      address: '127.0.0.1',
      port,
      listensOn: ports[index] ?? 0,
      extraArguments: RECOMMENDED_ARGUMENTS,
    }));
    await inPlace(stage.folder, { places, settings: RECOMMENDED_SETTINGS }, (place) =>
      disturb(
        place,
        {
          cycles: Number(values.cycles),
          goesOnWithinMs: GOES_ON_WITHIN_MS,
          next: (cycle) => disturbance(KINDS[cycle % KINDS.length] ?? 'latency', proxies, place.set),
        },
        stage,
      ),
    );
  } finally {
    for (const proxy of proxies) proxy.close();
  }
}

async function disturbance(kind: Kind, proxies: readonly TcpProxy[], set: ReplicaSet): Promise<Disturbance> {
  const all = (change: (proxy: TcpProxy) => void) => (): void => {
    proxies.forEach(change);
  };
  const member = kind === 'secondary holds' ? await set.secondary() : await set.primary();
  const proxy = proxies[set.members.indexOf(member)];
  if (proxy === undefined) throw new Error('A member without a proxy');
  switch (kind) {
    case 'latency':
      return { kind, begin: all((one) => (one.delayMs = LATENCY_MS)), end: all((one) => (one.delayMs = 0)) };
    case 'pieces':
      return { kind, begin: all((one) => (one.isSliced = true)), end: all((one) => (one.isSliced = false)) };
    case 'primary resets':
      return resets(kind, proxy);
    case 'primary holds':
    case 'secondary holds':
      return {
        kind,
        begin: () => {
          proxy.hold();
        },
        end: () => {
          proxy.letGo();
        },
      };
  }
}

function resets(kind: Kind, proxy: TcpProxy): Disturbance {
  let timer: NodeJS.Timeout | undefined;
  return {
    kind,
    begin: () => {
      proxy.reset();
      timer = setInterval(() => {
        proxy.reset();
      }, RESET_EVERY_MS);
    },
    end: () => {
      clearInterval(timer);
    },
  };
}
