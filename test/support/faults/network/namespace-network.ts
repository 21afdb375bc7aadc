import { execFileSync } from 'node:child_process';

/** This process and what it starts, as a host of the network. */
export const HERE = 0;

/**
 * A network on this machine: hosts in network namespaces of their own, numbered from 1, and a switch between them and
 * this process. Needs root and `ip`. All of it is removed when the process ends, unless that is killed with SIGKILL.
 */
export class NamespaceNetwork {
  private readonly name = `catalog-${process.pid}`;
  private readonly switch = `${this.name}-switch`;
  private readonly subnet = `10.231.${process.pid % 256}`;
  private readonly onExit = (): void => {
    this.close();
  };

  constructor(private readonly hosts: number) {
    process.once('exit', this.onExit);
    try {
      this.build();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  address(host: number): string {
    return `${this.subnet}.${host + 1}`;
  }

  /** What a command line begins with that runs on a host. */
  within(host: number): readonly string[] {
    return ['ip', 'netns', 'exec', this.namespace(host)];
  }

  /** Takes a host off the network: what it sends and what is sent to it is lost in silence. */
  cut(host: number): void {
    ip('-n', this.switch, 'link', 'set', port(host), 'down');
  }

  mend(host: number): void {
    ip('-n', this.switch, 'link', 'set', port(host), 'up');
  }

  /** Takes a host away from the other ones, but not from this process. */
  separate(host: number): void {
    for (const other of this.others(host))
      ip('-n', this.namespace(host), 'route', 'add', 'blackhole', this.address(other));
  }

  unite(host: number): void {
    for (const other of this.others(host))
      ip('-n', this.namespace(host), 'route', 'del', 'blackhole', this.address(other));
  }

  close(): void {
    process.removeListener('exit', this.onExit);
    // The ends of a veth pair go together, and with their namespace.
    for (const namespace of [this.switch, ...this.numbers().map((host) => this.namespace(host))])
      try {
        ip('netns', 'delete', namespace);
      } catch {
        // it was not made
      }
  }

  private build(): void {
    ip('netns', 'add', this.switch);
    ip('-n', this.switch, 'link', 'add', 'bridge', 'type', 'bridge');
    ip('-n', this.switch, 'link', 'set', 'bridge', 'up');
    // The name of an interface has 15 characters at most.
    const here = `catalog${process.pid}`;
    ip('link', 'add', here, 'type', 'veth', 'peer', 'name', port(HERE), 'netns', this.switch);
    this.plug(HERE, here, []);
    for (const host of this.numbers()) {
      const namespace = this.namespace(host);
      ip('netns', 'add', namespace);
      ip('-n', this.switch, 'link', 'add', port(host), 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
      ip('-n', namespace, 'link', 'set', 'lo', 'up');
      this.plug(host, 'eth0', ['-n', namespace]);
    }
  }

  private plug(host: number, device: string, where: readonly string[]): void {
    ip('-n', this.switch, 'link', 'set', port(host), 'master', 'bridge', 'up');
    ip(...where, 'address', 'add', `${this.address(host)}/24`, 'dev', device);
    ip(...where, 'link', 'set', device, 'address', hardwareAddress(host));
    ip(...where, 'link', 'set', device, 'up');
    // As behind a router: who is cut off is not found to be missing, but does not answer.
    for (const other of [HERE, ...this.numbers()])
      if (other !== host)
        ip(...where, 'neighbour', 'add', this.address(other), 'lladdr', hardwareAddress(other), 'dev', device);
  }

  private numbers(): number[] {
    return Array.from({ length: this.hosts }, (_, index) => index + 1);
  }

  private others(host: number): number[] {
    return this.numbers().filter((other) => other !== host);
  }

  private namespace(host: number): string {
    return `${this.name}-${host}`;
  }
}

function hardwareAddress(host: number): string {
  return `02:00:00:00:00:0${host + 1}`;
}

function port(host: number): string {
  return `port${host}`;
}

function ip(...args: readonly string[]): void {
  try {
    execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT')
      throw new Error('ip is missing: apt-get install iproute2', { cause: error });
    const { stderr = '' } = error as { stderr?: Buffer | string };
    throw new Error(`ip ${args.join(' ')}: ${String(stderr).trim()} (network namespaces need root)`, { cause: error });
  }
}
