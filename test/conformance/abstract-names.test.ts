/** Abstract names are bytes, of any kind, and the kernel can choose one. See unix(7). */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Socket, SocketAddress, SocketDomain, SocketType, UnixAddress } from "berkeley-sockets";
import { SO_PASSCRED } from "berkeley-sockets/options";
import { spawnPython } from "../support/child.ts";
import { done } from "../support/expect.ts";
import { bytes, type Kind, kinds, receiveText, using, waitFor } from "../support/kinds.ts";
import { Lines } from "../support/lines.ts";
import { notLinux, withoutProgram } from "../support/probe.ts";

const unix = kinds.filter(({ domain }) => domain === SocketDomain.unix);
const { stream, datagram } = SocketType;
const options = { skip: notLinux };

function create(type: SocketType): Socket {
  return Socket.create(SocketDomain.unix, type);
}
function nameOf(socket: Socket): UnixAddress {
  const address = socket.localAddress;
  assert.ok(address instanceof UnixAddress);
  return address;
}
/** What the kernel chooses: five hexadecimal digits. */
function assertChosen({ kind, path, bytes: name }: UnixAddress): void {
  assert.equal(kind, "abstract");
  assert.match(path, /^[0-9a-f]{5}$/);
  assert.deepEqual(name, bytes(path));
}
/** /proc/net/unix shows an abstract name with `@` for each NUL. */
function shownByKernel(name: UnixAddress): boolean {
  const shown = `@${Buffer.from(name.bytes).toString("latin1").replaceAll("\0", "@")}`;
  return readFileSync("/proc/net/unix", "latin1")
    .split("\n")
    .some((line) => line.endsWith(` ${shown}`));
}

for (const kind of unix) {
  test(`the kernel's choice comes back as bytes, and peers reach it by them: ${kind.name}`, options, () => {
    using([create(kind.type), create(kind.type), create(kind.type)], (server, client, other) => {
      server.bind(UnixAddress.unnamed);
      other.bind(UnixAddress.unnamed);
      const name = nameOf(server);
      assertChosen(name);
      assert.ok(!name.equals(nameOf(other)));
      assert.ok(shownByKernel(name));
      const rebuilt = UnixAddress.abstract(name.bytes);
      assert.ok(rebuilt.equals(name) && SocketAddress.decode(name.encode()).equals(name));
      talk(kind, server, client, rebuilt);
    });
  });
}

/** The client sends a text to the server's name. */
function talk(kind: Kind, server: Socket, client: Socket, to: UnixAddress): void {
  if (!kind.connected) {
    client.sendTo(bytes("by name"), to);
    assert.equal(receiveText(server), "by name");
    return;
  }
  server.listen(1);
  assert.equal(client.connect(to), true);
  assert.ok(client.peerAddress?.equals(to));
  const [accepted] = server.accept();
  assert.ok(accepted !== undefined);
  using([accepted], () => {
    client.send(bytes("by name"));
    assert.equal(receiveText(accepted), "by name");
  });
}

test("who passes credentials gets a name at the first send or connect", options, () => {
  using([create(datagram), create(datagram)], (receiver, sender) => {
    receiver.bind(UnixAddress.unnamed);
    sender.setOption(SO_PASSCRED, true);
    assert.equal(sender.localAddress, UnixAddress.unnamed);
    sender.sendTo(bytes("x"), nameOf(receiver));
    assertChosen(nameOf(sender));
    waitFor(receiver);
    const [, from] = receiver.receiveFrom(1);
    assert.ok(from instanceof UnixAddress && from.equals(nameOf(sender)));
    receiver.sendTo(bytes("back"), from);
    assert.equal(receiveText(sender), "back");
  });
  using([create(stream), create(stream)], (listening, client) => {
    listening.bind(UnixAddress.unnamed);
    listening.listen(1);
    client.setOption(SO_PASSCRED, true);
    assert.equal(client.connect(nameOf(listening)), true);
    assertChosen(nameOf(client));
    const [accepted, peer] = listening.accept();
    assert.ok(accepted !== undefined && peer.equals(nameOf(client)));
    accepted.close();
  });
});

test("names of any bytes: NULs, no UTF-8, the empty one, the longest", options, () => {
  const own = bytes(`bs-${process.pid}-`);
  for (const tail of [
    [0],
    [0, 0, 0],
    [0, 97, 0],
    [255, 254, 128, 10],
    new Uint8Array(107 - own.length).fill(0),
    new Uint8Array(107 - own.length).map((_, index) => index * 3),
  ]) {
    const name = UnixAddress.abstract(Uint8Array.from([...own, ...tail]));
    using([create(datagram), create(datagram)], (receiver, sender) => {
      receiver.bind(name);
      assert.deepEqual(nameOf(receiver).bytes, name.bytes);
      // A name with one byte less is another name.
      const shorter = UnixAddress.abstract(name.bytes.subarray(0, -1));
      assert.throws(() => sender.sendTo(bytes("x"), shorter), { code: "ECONNREFUSED" });
      sender.sendTo(bytes("x"), name);
      assert.equal(receiveText(receiver), "x");
    });
  }
  // The empty name is one that may be bound, and no autobind: its address is a NUL longer.
  using([create(datagram)], (socket) => {
    socket.bind(UnixAddress.abstract(""));
    assert.deepEqual([nameOf(socket).kind, nameOf(socket).bytes.length], ["abstract", 0]);
  });
});

test("python3 binds and is bound to by the same bytes", { skip: notLinux || withoutProgram("python3") }, async () => {
  const name = Uint8Array.from([0, 255, 0, ...bytes(`bs-${process.pid}`), 0]);
  const python = new Lines(
    spawnPython(
      `
import socket, sys
ours = b"\\0" + bytes.fromhex(sys.argv[1])
chosen = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
chosen.bind("")
print(chosen.getsockname().hex())
sys.stdin.readline()
print("told")
chosen.sendto(b"from python", ours)
data, sender = chosen.recvfrom(100)
print(data.decode(), sender == ours)`,
      Buffer.from(name).toString("hex"),
    ),
  );
  await using([create(datagram)], async (socket) => {
    socket.bind(UnixAddress.abstract(name));
    const theirs = Buffer.from(await python.next(), "hex");
    assert.equal(theirs[0], 0);
    python.write("go");
    assert.equal(await python.next(), "told"); // on Bun it would not hear of it while we block
    waitFor(socket);
    const [data, from] = socket.receiveFrom(100);
    assert.equal(new TextDecoder().decode(data), "from python");
    assert.ok(from instanceof UnixAddress);
    assert.deepEqual(from.bytes, new Uint8Array(theirs.subarray(1)));
    assert.equal(done(socket.sendTo(bytes("to python"), UnixAddress.abstract(from.bytes))), 9);
    assert.equal(await python.next(), "to python True");
    assert.equal((await python.end()).code, 0);
  });
});
