/** Connections and servers of `node:net`, for the bridges to it. */
import { once } from "node:events";
import {
  connect,
  createServer,
  type AddressInfo as NodeAddress,
  type Server,
  Socket,
  type SocketConstructorOpts,
} from "node:net";
import { temporaryPath } from "./kinds.ts";

export type Medium = "tcp" | "unix";
export const media: readonly Medium[] = ["tcp", "unix"];

export function portOf(server: { address(): unknown }): number {
  return (server.address() as NodeAddress).port;
}

/** A server that listens. */
export async function listening<S extends Server>(server: S, medium: Medium = "tcp"): Promise<S> {
  if (medium === "tcp") server.listen(0, "127.0.0.1");
  else server.listen(temporaryPath());
  await once(server, "listening");
  return server;
}

/** A `net.Socket` that is connected to a server. */
export async function connectedTo(server: Server, options: SocketConstructorOpts = {}): Promise<Socket> {
  const address = server.address() as NodeAddress | string;
  const socket = new Socket(options);
  if (typeof address === "string") socket.connect(address);
  else socket.connect(address.port, "127.0.0.1");
  await once(socket, "connect");
  return socket;
}

/** Two that are connected to each other; the server is closed already. */
export async function nodePair(medium: Medium = "tcp", options: SocketConstructorOpts = {}): Promise<[Socket, Socket]> {
  const server = await listening(createServer({ pauseOnConnect: true, allowHalfOpen: true }), medium);
  const accepted = once(server, "connection") as Promise<[Socket]>;
  const near = await connectedTo(server, options);
  const [far] = await accepted;
  server.close();
  return [near, far];
}

export { connect, createServer };

/** Everything that a `net.Socket` has to tell until its end, as text. */
export async function textOf(socket: Socket): Promise<string> {
  let text = "";
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) text += String(chunk);
  return text;
}

/** Waits until all of them have closed. */
export async function ended(
  ...sockets: { destroy(): unknown; once(event: "close", listener: () => void): unknown; closed?: boolean }[]
): Promise<void> {
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<void>((resolve) => {
          if (socket.closed === true) return resolve();
          socket.once("close", () => resolve());
          socket.destroy();
        }),
    ),
  );
}
