import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Socket, SocketDomain, SocketType, UnixAddress } from "../../index.ts";
import { accepted } from "./connection.ts";
import type { Chapter, Page } from "./page.ts";
import { tellEnd, tellLocal } from "./tell.ts";

export const unix: Chapter = {
  title: "Unix sockets",
  sentence: "Within one machine: streams, datagrams and sequenced packets, with three kinds of names.",
  run(page) {
    const folder = makeFolder();
    try {
      showStream(page, join(folder, "socket"));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    if (process.platform === "linux") showDatagram(page, `tour-${process.pid}`);
    else page.skip("abstract names are Linux's own");
    showSequencePacket(page);
  },
};

/** A folder for a socket's file. A Unix address has room for 107 bytes, which not every TMPDIR leaves. */
function makeFolder(): string {
  const base = Buffer.byteLength(tmpdir()) < 80 ? tmpdir() : "/tmp";
  return mkdtempSync(join(base, "tour-"));
}

function showStream(page: Page, path: string): void {
  page.note("a stream, by a path in the file system");
  const server = page.define("server", () => Socket.create(SocketDomain.unix, SocketType.stream));
  page.call(() => server.bind(new UnixAddress(path)), tellLocal(server));
  page.call(
    () => server.listen(),
    () => "listens",
  );
  const client = page.define("client", () => Socket.create(SocketDomain.unix, SocketType.stream));
  page.call(() => client.connect(new UnixAddress(path)));
  const [guest] = accepted(page.define("[guest, from]", () => server.accept()));
  page.call(() => client.send(Buffer.from("How are you?")));
  page.call(() => guest.receive(100));
}

function showDatagram(page: Page, name: string): void {
  page.note("datagrams, by an abstract name: no file, and gone with its socket");
  const bob = page.define("bob", () => Socket.create(SocketDomain.unix, SocketType.datagram));
  page.call(() => bob.bind(UnixAddress.abstract(name)), tellLocal(bob));
  const ann = page.define("ann", () => Socket.create(SocketDomain.unix, SocketType.datagram));
  page.call(() => ann.sendTo(Buffer.from("Guess who"), UnixAddress.abstract(name)));
  page.call(() => bob.receiveFrom(100));
  page.note("a socket that is bound to the empty name is given one by the kernel");
  page.call(() => ann.bind(UnixAddress.unnamed), tellLocal(ann));
  page.call(() => ann.sendTo(Buffer.from("It is me"), UnixAddress.abstract(name)));
  page.call(() => bob.receiveFrom(100));
}

function showSequencePacket(page: Page): void {
  page.note("sequenced packets, between two sockets without names: a connection whose messages keep their bounds");
  const [one, two] = page.define("[one, two]", () => Socket.pair(SocketDomain.unix, SocketType.sequencePacket));
  page.call(() => one.localAddress);
  page.call(() => one.send(Buffer.from("first")));
  page.call(() => one.send(Buffer.from("second")));
  page.call(() => two.receive(100));
  page.call(() => two.receive(100));
  page.call(
    () => one.close(),
    () => `closed: ${one.closed}`,
  );
  page.call(() => two.receive(100), tellEnd);
}
