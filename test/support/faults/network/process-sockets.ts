import { readdir, readFile, readlink } from 'node:fs/promises';

/** Hexadecimal fields of /proc/net/tcp: the remote address and port, and the inode. */
const REMOTE = 2;
const INODE = 9;

/** What a process holds open. */
export interface OpenFiles {
  readonly descriptors: number;
  /** TCP connections by remote address `ip:port`, those included that are still being made. */
  readonly connections: ReadonlyMap<string, number>;
}

/** Counts a process' file descriptors, and its connections in the network of this process. */
export async function openFiles(pid: number): Promise<OpenFiles> {
  const folder = `/proc/${pid}/fd`;
  const descriptors = await readdir(folder);
  const links = await Promise.all(descriptors.map((one) => readlink(`${folder}/${one}`).catch(() => '')));
  const sockets = new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  const connections = new Map<string, number>();
  for (const line of (await readFile(`/proc/${pid}/net/tcp`, 'utf8')).trim().split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    if (!sockets.has(fields[INODE] ?? '')) continue;
    const remote = hostOf(fields[REMOTE] ?? '');
    connections.set(remote, (connections.get(remote) ?? 0) + 1);
  }
  return { descriptors: descriptors.length, connections };
}

/** The address is a 32-bit number in the machine's byte order. */
function hostOf(remote: string): string {
  const [address = '', port = ''] = remote.split(':');
  const bytes = [...Buffer.from(address, 'hex')].reverse();
  return `${bytes.join('.')}:${Number.parseInt(port, 16)}`;
}

/** Watches a process' descriptors and connections, several times a second. */
export class SocketWatch {
  /** The most connections to each of some hosts at a time. */
  readonly most = new Map<string, number>();
  private readonly timer: NodeJS.Timeout;
  private looking: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly pid: number,
    hosts: readonly string[],
  ) {
    for (const host of hosts) this.most.set(host, 0);
    this.timer = setInterval(() => {
      // The service may have ended; who asks for the figures is told.
      this.looking = this.looking.then(() => this.look()).catch(() => undefined);
    }, 250);
  }

  async look(): Promise<OpenFiles> {
    const open = await openFiles(this.pid);
    for (const [host, most] of this.most) this.most.set(host, Math.max(most, open.connections.get(host) ?? 0));
    return open;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }
}
