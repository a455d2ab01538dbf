import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { closeSync, openSync, readFileSync } from "node:fs";
import { test } from "node:test";
import {
  type ControlMessage,
  ControlMessageType,
  type ReceivedControlMessage,
  ReceivedDescriptor,
  ReceiveFromOption,
  registerControlMessageType,
  registerSocketDomain,
  type Socket,
  SocketDomain,
} from "berkeley-sockets";
import { SO_PASSCRED, SO_RCVTIMEO, SO_SNDTIMEO } from "berkeley-sockets/options";
import { openDescriptors } from "berkeley-sockets/testing";
import { descriptorFlags } from "../support/descriptor-flags.ts";
import { eachKind, tcp, udp, unixDatagram, unixKinds, unixStream } from "../support/each-kind.ts";
import { done, expectCode, expectRefused } from "../support/expect.ts";
import { bytes, connectedPair, create, receiveText, temporaryPath, using, waitFor } from "../support/kinds.ts";
import { isCharacterDevice, openLoose, writeLoose } from "../support/loose-descriptor.ts";
import { controlOf, descriptorsOf, leavesNoneOpen, openCount, receive, sendByte } from "../support/messages.ts";
import { startPeer } from "../support/peer-thread.ts";

/** Descriptors that travel with messages: SCM_RIGHTS of unix(7). */

const { peek, waitAll } = ReceiveFromOption;
const none = openSync("/dev/null", "r");
process.once("exit", () => closeSync(none));
const HEADER = 16; // CMSG_LEN(0) of 64-bit Linux; the arithmetic has its own tests
const roomFor = (count: number): number => HEADER + 4 * count;

const rights = (...descriptors: (number | Socket | ReceivedDescriptor)[]): ControlMessage[] => [
  { kind: "rights", descriptors },
];
const many = (count: number): ControlMessage[] => rights(...new Array<number>(count).fill(none));

eachKind(unixKinds, "a file, a socket and a received descriptor, each a duplicate of what was sent", (kind) => {
  leavesNoneOpen(() =>
    using([...connectedPair(kind), ...connectedPair(unixStream)], (first, second, near, far) => {
      const path = temporaryPath("file");
      const file = openSync(path, "w+");
      using([new ReceivedDescriptor(openLoose("/dev/null"))], (owned) => {
        sendByte(first, rights(file, near, owned));
        assert.ok(!owned.closed && !near.closed, "the sender keeps its own");
      });
      const message = receive(second);
      assert.deepEqual(message.flags.controlTruncated, false);
      const [ofFile, ofSocket, ofOwned] = controlOf(message, "rights").descriptors;
      assert.ok(ofFile !== undefined && ofSocket !== undefined && ofOwned !== undefined);
      assert.ok((ofFile as object) instanceof ReceivedDescriptor);
      writeLoose(ofFile.fd, "through it");
      closeSync(file);
      assert.equal(readFileSync(path, "utf8"), "through it");
      using([ofSocket.toSocket()], (socket) => {
        socket.send(bytes("by way of it"));
        assert.equal(receiveText(far), "by way of it");
      });
      assert.ok(isCharacterDevice(ofOwned.fd));
      for (const each of [ofFile, ofOwned]) {
        assert.ok(descriptorFlags(each.fd).closeOnExec && openDescriptors().includes(each.fd));
        each.close();
      }
    }),
  );
});

eachKind(unixKinds, "253 descriptors are sent and received; 254 are refused before any call", (kind) => {
  leavesNoneOpen(() =>
    using(connectedPair(kind), (first, second) => {
      sendByte(first, many(253));
      const received = descriptorsOf(receive(second));
      assert.equal(received.length, 253);
      assert.equal(new Set(received.map(({ fd }) => fd)).size, 253);
      for (const each of received) each.close();
      expectRefused(RangeError, "message.control[0].descriptors must be an array of 1 to 253 descriptors", () =>
        sendByte(first, many(254)),
      );
      // In several messages of one call the kernel counts them all.
      expectCode("EINVAL", () => sendByte(first, [...many(200), ...many(54)]));
      sendByte(first, [...many(200), ...many(53)]);
      for (const each of descriptorsOf(receive(second))) each.close();
    }),
  );
});

eachKind(unixKinds, "rooms of exactly CMSG_LEN and CMSG_SPACE take all of them, whole", (kind) => {
  leavesNoneOpen(() =>
    using(connectedPair(kind), (first, second) => {
      for (const count of [1, 2, 3, 4, 5, 252, 253]) {
        for (const room of new Set([roomFor(count), (roomFor(count) + 7) & -8])) {
          sendByte(first, many(count));
          waitFor(second);
          const message = done(second.receiveMessage({ size: 1, controlSize: room }));
          const received = descriptorsOf(message);
          assert.deepEqual([received.length, message.flags.controlTruncated], [count, false], `${count} in ${room}`);
          for (const each of received) each.close();
        }
      }
    }),
  );
});

eachKind(
  unixKinds,
  "a room that ends anywhere keeps the whole descriptors that fit, and loses none in silence",
  (kind) => {
    leavesNoneOpen(() =>
      using(connectedPair(kind), (first, second) => {
        for (const count of [1, 2, 5]) {
          for (let room = 0; room < roomFor(count); room++) {
            sendByte(first, many(count));
            waitFor(second);
            const before = openCount();
            const message = done(second.receiveMessage({ size: 1, controlSize: room }));
            const received = descriptorsOf(message);
            assert.equal(received.length, Math.max(0, Math.floor((room - HEADER) / 4)), `${count} in ${room}`);
            assert.equal(message.flags.controlTruncated, true);
            assert.equal(openCount() - before, received.length, "as many are open as were given");
            assert.deepEqual(
              openDescriptors().filter((fd) => received.some((each) => each.fd === fd)).length,
              received.length,
            );
            for (const each of received) each.close();
          }
        }
      }),
    );
  },
);

test("behind another message, in rooms that end anywhere", () => {
  leavesNoneOpen(() =>
    using(connectedPair(unixDatagram), (first, second) => {
      second.setOption(SO_PASSCRED, true);
      for (let room = 0; room < 100; room++) {
        sendByte(first, many(3));
        waitFor(second);
        const before = openCount();
        const { control, flags } = done(second.receiveMessage({ size: 1, controlSize: room }));
        const received = control.flatMap((each) => (each.kind === "rights" ? each.descriptors : []));
        assert.equal(openCount() - before, received.length, `room ${room}`);
        assert.equal(flags.controlTruncated, room < 32 + roomFor(3), `room ${room}`);
        for (const each of received) each.close();
      }
    }),
  );
});

eachKind(unixKinds, "received without room for control messages, they are closed by the kernel", (kind) => {
  leavesNoneOpen(() =>
    using(connectedPair(kind), (first, second) => {
      const before = openCount();
      sendByte(first, many(10));
      assert.equal(receiveText(second), "!");
      sendByte(first, many(10));
      waitFor(second);
      const message = done(second.receiveMessage({ size: 1, controlSize: 0 }));
      assert.deepEqual([message.control, message.flags.controlTruncated], [[], true]);
      sendByte(first, many(10)); // never received
      assert.equal(openCount(), before);
    }),
  );
});

eachKind(unixKinds, "those that nobody takes stand in the table of owned ones, and are no sockets to adopt", (kind) => {
  using([...connectedPair(kind), create(udp)], (first, second, socket) => {
    sendByte(first, rights(socket));
    const [received] = descriptorsOf(receive(second));
    assert.ok(received !== undefined);
    assert.ok(openDescriptors().includes(received.fd));
    expectCode("EBUSY", () => new ReceivedDescriptor(received.fd));
    const fd = received.take();
    assert.ok(!openDescriptors().includes(fd));
    using([new ReceivedDescriptor(fd).toSocket()], (taken) => assert.equal(taken.domain, SocketDomain.internet));
  });
});

eachKind(unixKinds, "peeking gives duplicates each time", (kind) => {
  leavesNoneOpen(() =>
    using(connectedPair(kind), (first, second) => {
      sendByte(first, many(2));
      waitFor(second);
      for (const flags of [[peek], [peek], []]) {
        const received = descriptorsOf(done(second.receiveMessage({ size: 1, flags })));
        assert.equal(received.length, 2);
        for (const each of received) each.close();
      }
    }),
  );
});

test("on a stream they come with the byte that they were sent with", () => {
  leavesNoneOpen(() =>
    using(connectedPair(unixStream), (first, second) => {
      first.send(bytes("before "));
      first.sendMessage({ data: bytes("with "), control: many(1) });
      first.send(bytes("behind"));
      const texts: string[] = [];
      const counts: number[] = [];
      for (let total = 0; total < 18; ) {
        const message = receive(second);
        total += message.length;
        texts.push(new TextDecoder().decode(message.data));
        const received = descriptorsOf(message);
        counts.push(received.length);
        for (const each of received) each.close();
      }
      assert.equal(texts.join(""), "before with behind");
      assert.equal(
        counts.reduce((sum, count) => sum + count),
        1,
      );
      // A receive ends behind what they came with.
      assert.ok(texts[counts.indexOf(1)]?.endsWith("with "), JSON.stringify(texts));
    }),
  );
});

test("0 bytes with a descriptor: refused on a stream, where the kernel would drop it; a message elsewhere", () => {
  leavesNoneOpen(() => {
    using(connectedPair(unixStream), (first, second) => {
      for (const data of [new Uint8Array(0), [], [new Uint8Array(0)]]) {
        expectRefused(RangeError, "message.data must be at least one byte, or the kernel would drop the control", () =>
          first.sendMessage({ data, control: many(1) }),
        );
      }
      assert.equal(first.sendMessage({ data: [], control: [] }), 0);
      sendByte(first, many(1));
      for (const each of descriptorsOf(receive(second))) each.close();
    });
    for (const kind of unixKinds.slice(1)) {
      using(connectedPair(kind), (first, second) => {
        assert.equal(first.sendMessage({ data: [], control: many(1) }), 0);
        const received = descriptorsOf(receive(second));
        assert.equal(received.length, 1);
        received[0]?.close();
      });
    }
  });
});

test("bad descriptors", () => {
  leavesNoneOpen(() =>
    using(connectedPair(unixDatagram), (first, second) => {
      const send = (...descriptors: unknown[]): void => sendByte(first, rights(...(descriptors as number[])));
      for (const fd of [-1, -2147483648, 1.5, 2 ** 31, Number.NaN]) {
        expectRefused(RangeError, "message.control[0].descriptors[1] must be an integer", () => send(none, fd));
      }
      for (const fd of ["1", null, undefined, {}, 1n]) {
        expectRefused(TypeError, "message.control[0].descriptors[0] must be a descriptor, a Socket", () => send(fd));
      }
      expectRefused(RangeError, "message.control[0].descriptors must be an array of 1 to 253", () => send());
      expectRefused(TypeError, "message.control[0].descriptors must be an array", () =>
        sendByte(first, [{ kind: "rights", descriptors: none as never }]),
      );
      const closed = create(udp);
      closed.close();
      const { message } = expectCode("EBADF", () => send(none, closed));
      assert.match(message, /message\.control\[0\]\.descriptors/);
      const taken = new ReceivedDescriptor(openLoose("/dev/null"));
      taken.close();
      expectCode("EBADF", () => send(taken));
      expectCode("EBADF", () => send(2147483647));
      second.close();
    }),
  );
});

test("descriptors on a socket that does not send them are refused, where the kernel would drop them", () => {
  using(connectedPair(udp), (first, _second) => {
    expectRefused(RangeError, "message.control[0].kind must be one that internet datagram sockets send", () =>
      sendByte(first, many(1)),
    );
  });
  using(connectedPair(tcp), (first, _second) => {
    expectRefused(RangeError, "internet stream sockets send, not 'rights'", () => sendByte(first, many(1)));
  });
});

test("a decoder that throws loses no descriptor: of a control message, of the sender's address", () => {
  leavesNoneOpen(() =>
    using(connectedPair(unixDatagram), (first, second) => {
      second.setOption(SO_PASSCRED, true);
      const mistaken = new ControlMessageType<never, never>(
        "mistaken",
        2,
        () => new Uint8Array(0),
        () => {
          throw new TypeError("a mistake of mine");
        },
      );
      const restore = new ControlMessageType(
        "credentials",
        2,
        () => new Uint8Array(0),
        (data) => data,
      );
      registerControlMessageType(mistaken);
      try {
        sendByte(first, many(3));
        waitFor(second);
        assert.throws(() => second.receiveMessage({ size: 1 }), /a mistake of mine/);
      } finally {
        registerControlMessageType(restore);
      }
      assert.deepEqual(
        openDescriptors().sort((a, b) => a - b),
        [first.fd, second.fd].sort((a, b) => a - b),
      );
    }),
  );
  leavesNoneOpen(() => {
    let broken = false;
    const domain = new SocketDomain("unix", SocketDomain.unix.value, 110, (data) => {
      if (broken) throw new TypeError("another of mine");
      return SocketDomain.unix.decode(data);
    });
    registerSocketDomain(domain);
    const [sender, receiver] = connectedPair({ ...unixDatagram, domain });
    try {
      broken = true;
      sendByte(sender, many(3));
      waitFor(receiver);
      assert.throws(() => receiver.receiveMessage({ size: 1 }), /another of mine/);
    } finally {
      registerSocketDomain(SocketDomain.unix);
      sender.close();
      receiver.close();
    }
  });
});

test("a decoder that receives a message of its own does not disturb the one that is being decoded", () => {
  using([...connectedPair(unixDatagram), ...connectedPair(unixDatagram)], (first, second, third, fourth) => {
    const inner: ReceivedControlMessage[] = [];
    const nested = new ControlMessageType(
      "nested",
      2,
      () => new Uint8Array(0),
      (data) => {
        const message = fourth.receiveMessage({ size: 10 });
        if ("control" in message) inner.push(...message.control);
        return data.length;
      },
    );
    second.setOption(SO_PASSCRED, true);
    sendByte(third, many(2));
    sendByte(first, many(1));
    registerControlMessageType(nested);
    let outer: readonly ReceivedControlMessage[];
    try {
      outer = receive(second).control;
    } finally {
      registerControlMessageType(
        new ControlMessageType(
          "bytes",
          2,
          (data: Uint8Array) => data,
          (data) => data,
        ),
      );
    }
    assert.deepEqual(outer.map(({ kind }) => kind).sort(), ["custom", "rights"]);
    assert.equal(nested.valueIn(outer), 12);
    for (const message of [...outer, ...inner]) {
      if (message.kind !== "rights") continue;
      assert.equal(message.descriptors.length, message === inner[0] ? 2 : 1);
      for (const each of message.descriptors) {
        assert.ok(isCharacterDevice(each.fd));
        each.close();
      }
    }
  });
});

test("blocking: a message in pieces of more than the buffers hold is sent whole", async () => {
  const size = 4 << 20;
  const [first, second] = connectedPair(unixStream);
  first.setNonblocking(false);
  const peer = startPeer(second.fd, [
    ["wait", 40],
    ["drain", size],
  ]);
  using([first], () => {
    const pieces = [new Uint8Array(1), new Uint8Array(size - 1)];
    assert.equal(first.sendMessage({ data: pieces, control: many(1) }), size);
  });
  assert.equal((await peer.finished).drained, size);
  second.close();
});

test("blocking: descriptors come with the first bytes of what is sent in parts, and with no others", () => {
  leavesNoneOpen(() =>
    using(connectedPair(unixStream), (first, second) => {
      // What the buffers hold is sent; the rest is given up when the time is out.
      first.setNonblocking(false);
      const size = 8 << 20;
      first.setOption(SO_SNDTIMEO, 60);
      const sent = first.sendMessage({ data: new Uint8Array(size), control: many(1) });
      assert.ok(typeof sent === "number" && sent < size);
      let total = 0;
      let count = 0;
      while (total < sent) {
        const message = receive(second, 1 << 20);
        total += message.length;
        for (const each of descriptorsOf(message)) {
          count += 1;
          assert.equal(total, message.length, "with the first bytes");
          each.close();
        }
      }
      assert.equal(count, 1);
    }),
  );
});

test("blocking: waitAll ends at a message with descriptors, as in the kernel, and closes none", () => {
  leavesNoneOpen(() =>
    using(connectedPair(unixStream), (first, second) => {
      second.setNonblocking(false);
      second.setOption(SO_RCVTIMEO, 2000);
      first.sendMessage({ data: bytes("with"), control: many(1) });
      first.send(bytes("more"));
      const message = done(second.receiveMessage({ size: 8, flags: [waitAll] }));
      assert.equal(new TextDecoder().decode(message.data), "with");
      const received = descriptorsOf(message);
      assert.equal(received.length, 1);
      received[0]?.close();
      assert.equal(new TextDecoder().decode(done(second.receiveMessage({ size: 4, flags: [waitAll] })).data), "more");
      // Peeking repeats until all is there, or the time is out; the duplicates of earlier tries are closed.
      second.setOption(SO_RCVTIMEO, 50);
      first.sendMessage({ data: bytes("with"), control: many(2) });
      const peeked = done(second.receiveMessage({ size: 8, flags: [waitAll, peek] }));
      assert.equal(new TextDecoder().decode(peeked.data), "with");
      assert.equal(descriptorsOf(peeked).length, 2);
      for (const each of descriptorsOf(peeked)) each.close();
    }),
  );
});
