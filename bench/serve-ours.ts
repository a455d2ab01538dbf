/** This library's servers, one for each way to write one. Argument: the way. */
import { InternetAddress, type Socket } from "berkeley-sockets";
import { accept, connections, EventLoop, listenOnIpv4Socket, receive, receiveInto, send } from "berkeley-sockets/async";
import { serveOn } from "./server-life.ts";

const ROOM = 4096;
const listener = listenOnIpv4Socket(true, 0, 4096);

async function echoInto(socket: Socket): Promise<void> {
  const buffer = new Uint8Array(ROOM);
  try {
    for (;;) {
      const length = await receiveInto(socket, buffer);
      if (length === 0) break;
      await send(socket, buffer.subarray(0, length));
    }
  } catch {
    // The load resets its connections: that is their ordinary end.
  }
  socket.close();
}

async function echo(socket: Socket): Promise<void> {
  try {
    for (;;) {
      const data = await receive(socket, ROOM);
      if (data.length === 0) break;
      await send(socket, data);
    }
  } catch {
    // As above.
  }
  socket.close();
}

const shared = new Uint8Array(ROOM);

function answer(socket: Socket): void {
  try {
    const length = socket.receiveInto(shared);
    if (typeof length !== "number") return;
    if (length > 0) socket.send(shared, 0, length);
    else socket.close();
  } catch {
    socket.close();
  }
}

async function serve(way: string): Promise<void> {
  if (way === "accept") {
    for (;;) {
      const [socket] = await accept(listener);
      socket.close();
    }
  }
  for await (const [socket] of connections(listener)) {
    if (way === "receiveInto") void echoInto(socket);
    else if (way === "receive") void echo(socket);
    else if (way === "watch") EventLoop.default.addReadWatch(socket, answer);
    else if (way === "connections") socket.close();
    else throw new Error(`no way ${way}`);
  }
}

const address = listener.localAddress;
if (!(address instanceof InternetAddress)) throw new Error("no address");
void serve(process.argv[2] ?? "");
serveOn(address.port);
