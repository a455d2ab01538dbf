import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  codecs,
  type PollEntry,
  pollSockets,
  ReceiveFromOption,
  SendToOption,
  ShutdownMethod,
  type Socket,
  SocketAddress,
  type SocketDomain,
  SocketOption,
  WouldBlock,
} from "berkeley-sockets";
import { SO_LINGER, SO_RCVBUF } from "berkeley-sockets/options";
import { systemCallCount, withFaults } from "berkeley-sockets/testing";
import { eachKind, tcp, udp, unixDatagram } from "../support/each-kind.ts";
import { expectCode, expectRefused } from "../support/expect.ts";
import { bound, bytes, connectedPair, create, kinds, using } from "../support/kinds.ts";

/** A socket that is closed in mid-call by the caller's own code: EBADF, and nothing was sent. */

const address = tcp.freshAddress();

const data = bytes("never sent");

/** An address of the user's own, whose encode runs the user's code. */
class Trap extends SocketAddress {
  readonly like: SocketAddress;
  readonly spring: () => void;

  constructor(like: SocketAddress, spring: () => void) {
    super();
    this.like = like;
    this.spring = spring;
  }

  override get domain(): SocketDomain {
    return this.like.domain;
  }

  override encode(): Uint8Array {
    this.spring();
    return this.like.encode();
  }

  override toString(): string {
    return String(this.like);
  }
}

/** The action closes the socket on its way: EBADF, and the close is all that the kernel hears of. */
function expectOnlyClose(socket: Socket, action: () => unknown): void {
  const before = systemCallCount();
  expectCode("EBADF", action);
  assert.equal(socket.closed, true);
  assert.equal(systemCallCount() - before, 1, "more than the close was called");
}

for (const nonblocking of [true, false]) {
  const mode = nonblocking ? "nonblocking" : "blocking";

  eachKind(kinds, `an address whose encode closes the socket, ${mode}`, (kind) => {
    const [receiver, to] = bound(kind);
    using([receiver], () => {
      for (const call of [
        (socket: Socket, trap: Trap) => socket.bind(trap),
        (socket: Socket, trap: Trap) => socket.connect(trap),
        (socket: Socket, trap: Trap) => socket.sendTo(data, trap),
        (socket: Socket, trap: Trap) => socket.sendTo(data, trap, 0, 3, SendToOption.dontWait),
      ]) {
        const socket = create(kind);
        socket.setNonblocking(nonblocking);
        const trap = new Trap(to, () => socket.close());
        expectOnlyClose(socket, () => call(socket, trap));
      }
      if (!kind.connected) assert.ok(receiver.receive(10) instanceof WouldBlock);
    });
  });
}

test("the number that was closed may be another's by then: nothing goes there", () => {
  const [receiver, to] = bound(udp);
  const socket = create(udp);
  const { fd } = socket;
  let next: Socket | undefined;
  const trap = new Trap(to, () => {
    socket.close();
    next = create(udp);
  });
  expectCode("EBADF", () => socket.sendTo(data, trap));
  assert.equal(next?.fd, fd);
  assert.ok(receiver.receive(100) instanceof WouldBlock);
  assert.equal(String(next?.localAddress), "0.0.0.0:0"); // it has sent nothing
  next?.close();
  receiver.close();
});

test("an address whose encode detaches the data", () => {
  const [receiver, to] = bound(udp);
  using([receiver, create(udp)], (_, socket) => {
    const gone = new Uint8Array(8);
    const trap = new Trap(to, () => structuredClone(gone.buffer, { transfer: [gone.buffer] }));
    expectRefused(TypeError, "must not be detached", () => socket.sendTo(gone, trap));
    assert.ok(receiver.receive(10) instanceof WouldBlock);
  });
});

test("an option whose encode, or whose value's getter, closes the socket", () => {
  const socket = create(tcp);
  const closing = new SocketOption<number>(
    "closing",
    SO_RCVBUF.id,
    4,
    (value) => {
      socket.close();
      return codecs.int32.encode(value);
    },
    codecs.int32.decode,
  );
  expectOnlyClose(socket, () => socket.setOption(closing, 5));
  const other = create(tcp);
  const linger = {
    get on(): boolean {
      other.close();
      return true;
    },
    seconds: 1,
  };
  expectOnlyClose(other, () => other.setOption(SO_LINGER, linger));
});

test("getters on options and flags that close the socket", () => {
  const trapped = <T extends object>(socket: Socket, value: T, member: keyof T): T => {
    const real = value[member];
    return Object.defineProperty(Object.create(value), member, {
      get: () => {
        socket.close();
        return real;
      },
    });
  };
  const calls: ((socket: Socket) => unknown)[] = [
    (socket) => socket.getOption(trapped(socket, SO_RCVBUF, "foreignSize")),
    (socket) => socket.getOption(trapped(socket, SO_RCVBUF, "id")),
    (socket) => socket.setOption(trapped(socket, SO_RCVBUF, "level"), 1),
    (socket) => socket.shutdown(trapped(socket, ShutdownMethod.write, "value")),
    (socket) => socket.send(data, trapped(socket, SendToOption.dontWait, "value")),
    (socket) => socket.sendTo(data, address, 0, 2, trapped(socket, SendToOption.dontWait, "value")),
    (socket) => socket.receive(8, trapped(socket, ReceiveFromOption.peek, "value")),
    (socket) => socket.receiveInto(new Uint8Array(8), trapped(socket, ReceiveFromOption.peek, "value")),
    (socket) => socket.receiveFrom(8, trapped(socket, ReceiveFromOption.peek, "value")),
    (socket) => socket.receiveFromInto(new Uint8Array(8), 0, 4, trapped(socket, ReceiveFromOption.peek, "value")),
    (socket) => pollSockets([trapped(socket, { socket, read: true } as PollEntry, "read")], 0),
  ];
  for (const call of calls) {
    using(connectedPair(udp), (socket, peer) => {
      expectOnlyClose(socket, () => call(socket));
      assert.ok(peer.receive(10) instanceof WouldBlock);
    });
  }
});

test("a flag's getter that detaches the data it goes with: nothing is read from it", () => {
  using(connectedPair(udp), (socket, peer) => {
    const gone = new Uint8Array(8);
    const flag = Object.defineProperty(Object.create(SendToOption.dontWait), "value", {
      get: () => {
        if (gone.length > 0) structuredClone(gone.buffer, { transfer: [gone.buffer] });
        return 0;
      },
    });
    const before = systemCallCount();
    assert.throws(() => socket.send(gone, flag), RangeError); // C's own check of the range
    assert.equal(systemCallCount(), before);
    assert.ok(peer.receive(10) instanceof WouldBlock);
  });
});

test("an address of another copy of the package is encoded once, in blocking mode, too", () => {
  const [receiver, to] = bound(unixDatagram);
  using([receiver, create(unixDatagram)], (_, socket) => {
    let encoded = 0;
    // What another copy's SocketAddress looks like to this one: branded, without this one's private fields.
    const [brand] = Object.getOwnPropertySymbols(SocketAddress.prototype).filter((symbol) =>
      String(symbol.description).includes("SocketAddress"),
    );
    assert.ok(brand !== undefined);
    const foreign = {
      [brand]: true,
      encode: () => {
        encoded += 1;
        return to.encode();
      },
      toString: () => "foreign",
    } as unknown as SocketAddress;
    socket.setNonblocking(false);
    // The first attempt would block, so that the rest of the method runs.
    const sent = withFaults([{ syscall: "sendto", errno: "EAGAIN" }], () => socket.sendTo(data, foreign));
    assert.equal(sent, data.length);
    assert.equal(encoded, 1);
    assert.deepEqual(receiver.receive(100), data);
  });
});
