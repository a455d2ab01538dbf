/**
 * peercred: a server on a Unix socket that lets in only whom it is told to, by user or by group. Nobody has to give a
 * password: the kernel knows who connects, and cannot be lied to.
 *
 *     node build/examples/peercred.js /tmp/door --uid 0 --gid 27      and then: nc -U /tmp/door, as this user or that
 */
import { chmodSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import {
  type PeerCredentials,
  peerCredentials,
  type ReceivedDescriptor,
  type Socket,
  SocketCondition,
} from "berkeley-sockets";
import { connections, getEveryLine, putString } from "berkeley-sockets/async";
import { BufferedSocket, listenOnUnixSocket } from "berkeley-sockets/simple";

const usage = `usage: peercred PATH [--uid UID]... [--gid GID]...

  --uid UID    lets this user in; may be repeated
  --gid GID    lets in whoever is in this group, by its first group or by a further one; may be repeated
  --help       this text

Without --uid and --gid it lets in the user that it runs as.`;

interface Guests {
  readonly users: ReadonlySet<number>;
  readonly groups: ReadonlySet<number>;
}

/** Further groups count as the first one does; a system that does not tell them gives none. */
function mayEnter({ uid, gid, groups = [] }: PeerCredentials, guests: Guests): boolean {
  return guests.users.has(uid) || [gid, ...groups].some((group) => guests.groups.has(group));
}

/** The number of the process that a descriptor stands for; -1 once it is gone. */
function processOf(pidfd: ReceivedDescriptor): number {
  const [, pid = "-1"] = /^Pid:\s*(-?\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${pidfd.fd}`, "utf8")) ?? [];
  return Number(pid);
}

/**
 * What the program is called. The number of a process that has ended may come to be another's, so its name is only
 * sound if the process was still there after it was read: that is what a descriptor of it can tell.
 */
function programOf(pidfd: ReceivedDescriptor | undefined): string {
  if (pidfd === undefined) return "unknown";
  try {
    const name = readFileSync(`/proc/${processOf(pidfd)}/comm`, "utf8").trim();
    return processOf(pidfd) > 0 ? name : "gone";
  } catch {
    return "gone";
  } finally {
    pidfd.close();
  }
}

/** With a descriptor of the process, where the kernel (Linux 6.5) gives one and the process is still there. */
function credentialsOf(socket: Socket): PeerCredentials {
  try {
    return peerCredentials(socket, { pidfd: true });
  } catch (error) {
    if (!(error instanceof SocketCondition)) throw error;
    return peerCredentials(socket);
  }
}

async function welcome(socket: Socket, guests: Guests, signal: AbortSignal): Promise<void> {
  const client = new BufferedSocket(socket);
  try {
    const who = credentialsOf(socket);
    const { pid, uid, gid, groups } = who;
    const program = programOf(who.pidfd);
    const told = `process ${pid} (${program}), user ${uid}, group ${gid}, further groups ${groups?.join(" ") || "none"}`;
    const enters = mayEnter(who, guests);
    console.log(`${enters ? "let in" : "refused"}: ${told}`);
    await putString(client, enters ? `welcome, ${told}\n` : "you may not enter\n", { signal });
    if (enters)
      for await (const line of getEveryLine(client, { signal })) await putString(client, `you said: ${line}\n`);
  } finally {
    client.close();
  }
}

function numbers(name: string, texts: readonly string[]): Set<number> {
  const wrong = texts.find((text) => !/^\d{1,10}$/.test(text));
  if (wrong !== undefined) throw new RangeError(`--${name} must be a number, not ${wrong}`);
  return new Set(texts.map(Number));
}

async function main(signal: AbortSignal): Promise<void> {
  const several = { type: "string", multiple: true, default: [] as string[] } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { uid: several, gid: several, help: { type: "boolean" } },
  });
  const [path, ...more] = positionals;
  if (values.help) {
    console.log(usage);
    return;
  }
  if (path === undefined || more.length > 0) throw new RangeError(usage);
  const users = numbers("uid", values.uid);
  const groups = numbers("gid", values.gid);
  if (users.size + groups.size === 0) users.add(process.getuid?.() ?? 0);

  const listener = listenOnUnixSocket(path, 16);
  try {
    chmodSync(path, 0o666); // to connect one must be able to write; who enters is ours to say
    console.log(`listening on ${path}`);
    for await (const [socket] of connections(listener, { signal, limit: 100 })) {
      welcome(socket, { users, groups }, signal).catch((error) => {
        // Somebody who breaks off is no reason to leave the others.
        if (!signal.aborted) console.error(`peercred: ${error.message}`);
      });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    listener.close(); // which removes its path
  }
}

const ending = new AbortController();
for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => ending.abort());
try {
  await main(ending.signal);
} catch (error) {
  // What the user or the system brought about has a code, or is about a value.
  if (!(error instanceof Error && ("code" in error || error instanceof RangeError))) throw error;
  console.error(`peercred: ${error.message}`);
  process.exitCode = 1;
}
