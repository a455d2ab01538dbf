/** The families and types that tests run over, with factories of connected and bound sockets. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Internet6Address,
  InternetAddress,
  pollSockets,
  Socket,
  type SocketAddress,
  SocketDomain,
  SocketType,
  UnixAddress,
} from "berkeley-sockets";
import { done } from "./expect.ts";

export interface Kind {
  /** Such as `internet stream`. */
  readonly name: string;
  readonly domain: SocketDomain;
  readonly type: SocketType;
  /** Whether it has connections: listen, accept. */
  readonly connected: boolean;
  /** An address of this machine that nobody has bound: port 0, or a path that does not exist. */
  freshAddress(): SocketAddress;
}

let folder: string | undefined;
let count = 0;

/** A path in a folder that goes with the test file. */
export function temporaryPath(name = "s"): string {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), "bs-"));
    folder = made;
    process.once("exit", () => {
      try {
        rmSync(made, { recursive: true, force: true });
      } catch (error) {
        // What is open there stays there.
        if (process.platform !== "win32") throw error;
      }
    });
  }
  count += 1;
  return join(folder, `${name}${count}`);
}

function kind(domain: SocketDomain, type: SocketType, freshAddress: () => SocketAddress): Kind {
  const connected = type !== SocketType.datagram;
  return { name: `${domain} ${type}`, domain, type, connected, freshAddress };
}

const internet = (): SocketAddress => InternetAddress.loopback(0);
const internet6 = (): SocketAddress => Internet6Address.loopback(0);
const unix = (): SocketAddress => new UnixAddress(temporaryPath());

/** {inet, inet6, unix} × the types they have. */
export const kinds: readonly Kind[] = [
  kind(SocketDomain.internet, SocketType.stream, internet),
  kind(SocketDomain.internet, SocketType.datagram, internet),
  kind(SocketDomain.internet6, SocketType.stream, internet6),
  kind(SocketDomain.internet6, SocketType.datagram, internet6),
  kind(SocketDomain.unix, SocketType.stream, unix),
  kind(SocketDomain.unix, SocketType.datagram, unix),
  kind(SocketDomain.unix, SocketType.sequencePacket, unix),
];
export const connectedKinds: readonly Kind[] = kinds.filter((each) => each.connected);
export const datagramKinds: readonly Kind[] = kinds.filter((each) => !each.connected);

export function create(of: Kind): Socket {
  return Socket.create(of.domain, of.type);
}

/** A socket bound to a fresh address, and that address. */
export function bound(of: Kind): [Socket, SocketAddress] {
  const socket = create(of);
  socket.bind(of.freshAddress());
  return [socket, socket.localAddress as SocketAddress];
}

/** A listener and its address. */
export function listener(of: Kind, queueLength = 16): [Socket, SocketAddress] {
  const [socket, address] = bound(of);
  socket.listen(queueLength);
  return [socket, address];
}

/** Waits until the socket is readable (or writable), at most 10 s. */
export function waitFor(socket: Socket, what: "read" | "write" = "read"): void {
  if (pollSockets([{ socket, [what]: true }], 10_000).length === 0) throw new Error(`not ${what}able in 10 s`);
}

/** Two connected sockets: client and server of a listener, or two datagram sockets connected to each other. */
export function connectedPair(of: Kind): [Socket, Socket] {
  if (!of.connected) {
    const [first, firstAddress] = bound(of);
    const [second, secondAddress] = bound(of);
    first.connect(secondAddress);
    second.connect(firstAddress);
    return [first, second];
  }
  const [listening, address] = listener(of);
  const client = create(of);
  client.connect(address);
  waitFor(listening);
  const [server] = listening.accept();
  waitFor(client, "write");
  listening.close();
  if (server === undefined) throw new Error("nothing to accept");
  return [client, server];
}

/** Runs a body with sockets that are closed after it, whatever happens. */
export function using<Sockets extends { close(): void }[], T>(
  sockets: readonly [...Sockets],
  body: (...sockets: NoInfer<Sockets>) => T,
): T {
  const close = (): void => {
    for (const socket of sockets) socket.close();
  };
  let result: T;
  try {
    result = body(...([...sockets] as Sockets));
  } catch (error) {
    close();
    throw error;
  }
  if (result instanceof Promise) return result.finally(close) as T;
  close();
  return result;
}

/** Receives `count` bytes of a stream, or one message, waiting for them. */
export function receiveText(socket: Socket, count = 65536): string {
  waitFor(socket);
  return new TextDecoder().decode(done(socket.receive(count)));
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
