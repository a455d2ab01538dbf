import { InternetAddress, pollSockets, Socket, SocketDomain, SocketType } from "../../index.ts";
import { addressOf } from "./connection.ts";
import type { Chapter } from "./page.ts";
import { tellLocal, tellReady } from "./tell.ts";

export const refusal: Chapter = {
  title: "A refused connection",
  sentence: "Errors are conditions that say what was called, which system call failed, how, and about whom.",
  run(page) {
    page.note("an address where nobody listens any more");
    const server = page.define("server", () => Socket.create(SocketDomain.internet, SocketType.stream));
    page.call(() => server.bind(InternetAddress.loopback(0)), tellLocal(server));
    const address = addressOf(server);
    page.define("address", () => server.localAddress);
    page.call(
      () => server.close(),
      () => `closed: ${server.closed}`,
    );
    const client = page.define("client", () => Socket.create(SocketDomain.internet, SocketType.stream));
    page.call(() => client.connect(address));
    page.call(() => pollSockets([{ socket: client, write: true }], 500), tellReady);
    const condition = page.define("condition", () => client.takeError());
    if (condition === undefined) throw new Error("the connection was not refused");
    page.call(() => condition.message);
    page.call(() => condition.who);
    page.call(() => condition.syscall);
    page.call(() => condition.code);
    page.call(() => condition.errno);
    page.call(() => condition.type);
    page.call(() => condition.text);
    page.call(() => condition.address);
    page.call(() => condition.port);
    page.call(() => condition.local);
    page.call(() => condition.cause);
    page.note("in blocking mode the call waits, and the condition is thrown");
    const other = page.define("other", () => Socket.create(SocketDomain.internet, SocketType.stream));
    page.call(
      () => other.setNonblocking(false),
      () => `nonblocking: ${other.nonblocking}`,
    );
    page.attempt(() => other.connect(address));
    page.note("a closed socket has no descriptor");
    page.attempt(() => server.accept());
  },
};
