/** Servers and peers of the reactor, for tests. */
import { type Socket, SocketType } from "berkeley-sockets";
import {
  type Connection,
  type ConnectOptions,
  connect,
  type Handlers,
  type ServeOptions,
  type Server,
  serve,
} from "berkeley-sockets/reactor";
import { connectedKinds, create, type Kind, listener } from "./kinds.ts";

/** What connections may be: a stream or sequenced packets, over each family. */
export const reactorKinds: readonly Kind[] = connectedKinds;
export const streamKinds: readonly Kind[] = connectedKinds.filter(({ type }) => type === SocketType.stream);

type Rest = Omit<Partial<ServeOptions>, "handlers" | "socket">;

/** Serves on a fresh address for as long as the body runs. */
export async function served(
  kind: Kind,
  handlers: Handlers,
  body: (server: Server, listening: Socket) => Promise<void>,
  options: Rest = {},
): Promise<void> {
  const [listening] = listener(kind, 4096);
  const server = serve({ socket: listening, handlers, ...options });
  try {
    await body(server, listening);
  } finally {
    await server.close({ timeout: 0 });
    listening.close();
    await allGone();
  }
}

const peers = new Set<Peer>();

/** Ends the peers that are left, and waits until they have heard of it. */
export async function allGone(): Promise<void> {
  for (const peer of [...peers]) {
    peer.connection.abort();
    await peer.heard("close");
  }
}

/** One side of a connection, by the reactor: what it hears is kept. */
export class Peer {
  connection!: Connection;
  readonly events: string[] = [];
  readonly messages: string[] = [];
  error: unknown;
  readonly #waiting = new Set<() => void>();

  /** Everything that came, as text. */
  get text(): string {
    return this.messages.join("");
  }

  /** Waits until something holds; it is looked at whenever something happens. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  heard(event: string): Promise<void> {
    return this.until(() => this.events.includes(event));
  }

  readonly handlers: Handlers = {
    open: () => this.#note("open"),
    data: (_, bytes) => {
      this.messages.push(Buffer.from(bytes).toString("latin1"));
      this.#note("data");
    },
    drain: () => this.#note("drain"),
    end: () => this.#note("end"),
    error: (_, error) => {
      this.error = error;
      this.#note("error");
    },
    close: () => this.#note("close"),
  };

  #note(event: string): void {
    if (event === "close") peers.delete(this);
    else peers.add(this);
    this.events.push(event);
    for (const look of [...this.#waiting]) look();
  }
}

/** Connects to a server; gives the peer when it is open. */
export async function joined(
  kind: Kind,
  server: { readonly address: Server["address"] },
  options: Partial<ConnectOptions> = {},
): Promise<Peer> {
  const peer = new Peer();
  const socket = create(kind);
  socket.connect(server.address);
  peer.connection = connect({ socket, handlers: peer.handlers, ...options });
  await peer.heard("open");
  return peer;
}

/** A promise and what settles it. */
export function promised<T = void>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
