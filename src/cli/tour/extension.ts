import {
  codecs,
  defineSocketOptionType,
  InternetAddress,
  pollSockets,
  registerSocketDomain,
  Socket,
  SocketAddress,
  SocketCondition,
  SocketDomain,
  SocketOption,
  SocketType,
} from "../../index.ts";
import { accepted, addressOf, settle } from "./connection.ts";
import { decodeKernel, interfacesRequest, KernelAddress } from "./netlink.ts";
import type { Chapter, Page } from "./page.ts";
import { tell, tellLocal, tellReady } from "./tell.ts";

export const extension: Chapter = {
  title: "Options and families of your own",
  sentence: "What the library lacks, a program adds in the library's own way: an option, a kind of options, a family.",
  run(page) {
    option(page);
    domain(page);
  },
};

function readOnlyName(): never {
  throw new TypeError("SO_PEERNAME can only be read");
}

function option(page: Page): void {
  if (process.platform !== "linux") {
    page.skip("SO_PEERNAME is Linux's, and has this number on most of its processors");
    return;
  }
  page.note("an option, by its number, size and codec: the peer's address; client is a connected TCP socket");
  const [client, close] = connectedClient();
  try {
    const peerName = page.define(
      "peerName",
      () => new SocketOption<SocketAddress, never>("SO_PEERNAME", 28, 16, readOnlyName, SocketAddress.decode),
      String,
    );
    page.call(() => client.getOption(peerName), String);
  } finally {
    close();
  }
}

/** A client that has heard from its server. */
function connectedClient(): [Socket, () => void] {
  const open: Socket[] = [];
  const add = (socket: Socket): Socket => {
    open.push(socket);
    return socket;
  };
  const close = (): void => {
    for (const socket of open) socket.close();
  };
  try {
    const listener = add(Socket.create(SocketDomain.internet, SocketType.stream));
    listener.bind(InternetAddress.loopback(0));
    listener.listen();
    const client = add(Socket.create(SocketDomain.internet, SocketType.stream));
    client.connect(addressOf(listener));
    settle(listener);
    add(accepted(listener.accept())[0]).send(Buffer.from("hello"));
    settle(client);
    return [client, close];
  } catch (error) {
    close();
    throw error;
  }
}

/** Why this machine has no netlink sockets, if it has none. */
function withoutNetlink(): string | undefined {
  try {
    Socket.create(SocketDomain.netlink, SocketType.raw).close();
    return undefined;
  } catch (error) {
    if (error instanceof SocketCondition) return error.message;
    throw error;
  }
}

function domain(page: Page): void {
  const reason = process.platform === "linux" ? withoutNetlink() : "it is not Linux";
  if (reason !== undefined) {
    page.skip(`this machine has no netlink sockets (${reason})`);
    return;
  }
  page.note("a family, made here as if the library had none: netlink, where the kernel itself answers");
  try {
    const mine = page.define("mine", () => new SocketDomain("mine", 16, 12, decodeKernel));
    page.call(
      () => registerSocketDomain(mine),
      () => "family 16 is ours",
    );
    const socket = page.define("socket", () => Socket.create(mine, SocketType.raw));
    page.call(() => socket.bind(new KernelAddress(0, 0)), tellLocal(socket));
    const request = page.define(
      "request",
      () => interfacesRequest(),
      (bytes) => `${bytes.length} bytes: which interfaces are there?`,
    );
    page.call(() => socket.sendTo(request, new KernelAddress(0, 0)));
    page.call(() => pollSockets([{ socket, read: true }], 500), tellReady);
    page.call(
      () => socket.receiveFrom(65536),
      ([bytes, from]) => (bytes === undefined ? tell(from) : `${bytes.length} bytes, ${from}`),
    );
    page.note("a kind of options: those of netlink's level, 270");
    const KernelOption = page.define(
      "KernelOption",
      () => defineSocketOptionType("KernelOption", 270),
      ({ name }) => name,
    );
    const { encode, decode } = codecs.boolean;
    const details = page.define("details", () => new KernelOption("NETLINK_EXT_ACK", 11, 4, encode, decode), String);
    const before = String(socket.getOption(details));
    page.call(
      () => socket.setOption(details, true),
      () => `was ${before}`,
    );
    page.call(() => socket.getOption(details));
  } finally {
    registerSocketDomain(SocketDomain.netlink);
  }
}
