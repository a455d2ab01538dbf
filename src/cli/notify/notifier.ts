/** The client's side of sd_notify(3): assignments in one datagram, to the socket that NOTIFY_SOCKET names. */
import { readable } from "../../async.ts";
import { type ControlMessage, Socket, SocketCondition, SocketDomain, SocketType, UnixAddress } from "../../index.ts";
import { Failure, parsed, UsageError } from "../command.ts";

/** The address of the service manager. */
export function managerAddress(env: NodeJS.ProcessEnv): UnixAddress {
  const { NOTIFY_SOCKET: name } = env;
  if (name === undefined || name === "") throw new Failure("NOTIFY_SOCKET is not set: nobody waits to be notified");
  if (!/^[/@]./.test(name)) throw new Failure(`NOTIFY_SOCKET is a path, or @ and an abstract name, not ${name}`);
  return parsed("NOTIFY_SOCKET", name, () =>
    name.startsWith("@") ? UnixAddress.abstract(name.slice(1)) : new UnixAddress(name),
  );
}

/** Checks assignments: `READY=1`. */
export function assignments(texts: readonly string[]): readonly string[] {
  for (const text of texts) {
    if (!/^[A-Z_][A-Z0-9_]*=/i.test(text)) throw new UsageError(`an assignment is NAME=VALUE, not '${text}'`);
    // A line feed would begin another one.
    if (text.includes("\n")) throw new UsageError(`an assignment is one line, unlike '${text.split("\n", 1)[0]}…'`);
  }
  return texts;
}

/** Tells the manager; as another process where `pid` says so. `false` when that was refused, and it was told as this one. */
export function tellManager(address: UnixAddress, lines: readonly string[], pid: number | undefined): boolean {
  using socket = Socket.create(SocketDomain.unix, SocketType.datagram);
  const data = Buffer.from(lines.join("\n"));
  socket.setNonblocking(false);
  if (pid !== undefined && pid !== process.pid) {
    try {
      socket.sendMessage({ data, address, control: [{ kind: "credentials", pid }] });
      return true;
    } catch (error) {
      if (!(error instanceof SocketCondition) || error.code !== "EPERM") throw error;
    }
  }
  socket.sendMessage({ data, address });
  return pid === undefined || pid === process.pid;
}

/** Waits until the manager has handled all that was sent before: it closes the descriptor that goes with this. */
export async function barrier(address: UnixAddress, timeout: number, signal: AbortSignal): Promise<void> {
  const [ours, theirs] = Socket.pair(SocketDomain.unix, SocketType.stream);
  using _ = ours;
  {
    using handed = theirs;
    using socket = Socket.create(SocketDomain.unix, SocketType.datagram);
    const control: ControlMessage[] = [{ kind: "rights", descriptors: [handed] }];
    socket.setNonblocking(false);
    socket.sendMessage({ data: Buffer.from("BARRIER=1"), address, control });
  }
  await readable(ours, { timeout, signal });
}
