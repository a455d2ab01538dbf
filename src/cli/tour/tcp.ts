import {
  Internet6Address,
  InternetAddress,
  pollSockets,
  ShutdownMethod,
  Socket,
  SocketCondition,
  SocketDomain,
  SocketType,
} from "../../index.ts";
import { accepted, addressOf, settle } from "./connection.ts";
import type { Chapter, Page } from "./page.ts";
import { tellEnd, tellLocal, tellReady } from "./tell.ts";

export const tcp: Chapter = {
  title: "TCP",
  sentence:
    "One method is one system call; a call that would have to wait gives a WouldBlock instead, and pollSockets says " +
    "when to go on.",
  run(page) {
    page.note("over IPv4");
    const server = page.define("server", () => Socket.create(SocketDomain.internet, SocketType.stream));
    page.call(() => server.bind(InternetAddress.loopback(0)), tellLocal(server));
    listen(page, server);
    const client = page.define("client", () => Socket.create(SocketDomain.internet, SocketType.stream));
    converse(page, server, client);
    page.note("over IPv6");
    const reason = withoutIpv6();
    if (reason === undefined) overIpv6(page);
    else page.skip(`this machine has no IPv6 (${reason})`);
  },
};

/** Why this machine cannot speak to itself over IPv6, if it cannot. */
function withoutIpv6(): string | undefined {
  let probe: Socket | undefined;
  try {
    probe = Socket.create(SocketDomain.internet6, SocketType.stream);
    probe.bind(Internet6Address.loopback(0));
    return undefined;
  } catch (error) {
    if (error instanceof SocketCondition) return error.message;
    throw error;
  } finally {
    probe?.close();
  }
}

function overIpv6(page: Page): void {
  const server = page.define("server", () => Socket.create(SocketDomain.internet6, SocketType.stream));
  page.call(() => server.bind(Internet6Address.loopback(0)), tellLocal(server));
  listen(page, server);
  const client = page.define("client", () => Socket.create(SocketDomain.internet6, SocketType.stream));
  converse(page, server, client);
}

function listen(page: Page, server: Socket): void {
  page.call(
    () => server.listen(),
    () => "listens",
  );
  page.call(() => server.accept());
}

/** A client connects, says something, is answered, and ends. */
function converse(page: Page, server: Socket, client: Socket): void {
  const address = addressOf(server);
  page.define("address", () => server.localAddress);
  page.call(() => client.connect(address));
  page.call(() => pollSockets([{ socket: client, write: true }], 500), tellReady);
  page.call(
    () => client.takeError(),
    (error) => (error === undefined ? "undefined: connected" : String(error)),
  );
  settle(server);
  const [guest] = accepted(page.define("[guest, from]", () => server.accept()));
  page.call(() => client.send(Buffer.from("How are you?")));
  page.call(() => pollSockets([{ socket: guest, read: true }], 500), tellReady);
  page.call(() => guest.receive(100));
  page.call(() => guest.send(Buffer.from("Well, thank you.")));
  settle(client);
  page.call(() => client.receive(100));
  page.call(() => client.receive(100));
  page.call(
    () => client.shutdown(ShutdownMethod.write),
    () => "sends no more",
  );
  settle(guest);
  page.call(() => guest.receive(100), tellEnd);
  page.call(
    () => guest.close(),
    () => `closed: ${guest.closed}`,
  );
}
