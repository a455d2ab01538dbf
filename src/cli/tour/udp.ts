import { InternetAddress, ReceiveFromOption, Socket, SocketDomain, SocketType } from "../../index.ts";
import { addressOf, settle } from "./connection.ts";
import type { Chapter } from "./page.ts";
import { tellLocal } from "./tell.ts";

export const udp: Chapter = {
  title: "UDP",
  sentence: "Messages that keep their bounds, each with its sender's address.",
  run(page) {
    const ann = page.define("ann", () => Socket.create(SocketDomain.internet, SocketType.datagram));
    const bob = page.define("bob", () => Socket.create(SocketDomain.internet, SocketType.datagram));
    page.call(() => ann.bind(InternetAddress.loopback(0)), tellLocal(ann));
    page.call(() => bob.bind(InternetAddress.loopback(0)), tellLocal(bob));
    const address = addressOf(bob);
    page.define("address", () => bob.localAddress);
    page.call(() => ann.sendTo(Buffer.from("Hello"), address));
    page.call(() => ann.sendTo(Buffer.from("Good evening"), address));
    settle(bob);
    page.note("peek looks at a message and leaves it there");
    const { peek, truncate } = ReceiveFromOption;
    page.define(
      "{ peek, truncate }",
      () => ReceiveFromOption,
      () => `${peek}, ${truncate}`,
    );
    page.call(() => bob.receiveFrom(100, peek));
    page.call(() => bob.receiveFrom(100));
    page.note("a message that is longer than the room for it is cut; truncate tells its true length");
    const room = page.define(
      "room",
      () => new Uint8Array(4),
      ({ length }) => `${length} bytes`,
    );
    page.call(() => bob.receiveInto(room, truncate));
    page.call(() => room);
    page.note("nothing is left");
    page.call(() => bob.receiveFrom(100));
    page.note("connected, a socket sends to one peer and hears from no other");
    page.call(() => ann.connect(address));
    page.call(() => ann.peerAddress);
    page.call(() => ann.send(Buffer.from("Bye")));
    settle(bob);
    page.call(() => bob.receiveFrom(100));
  },
};
