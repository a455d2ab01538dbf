import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { ReceiveFromOption, SendToOption, Socket, WouldBlock } from "berkeley-sockets";
import { SO_SNDBUF, TCP_CORK } from "berkeley-sockets/options";
import {
  eachKind,
  messageKinds,
  portKinds,
  streamKinds,
  tcp,
  udp,
  unixPacket,
  unixStream,
} from "../support/each-kind.ts";
import { done, expectCode, expectWouldBlock } from "../support/expect.ts";
import {
  bytes,
  connectedKinds,
  connectedPair,
  create,
  datagramKinds,
  kinds,
  receiveText,
  using,
  waitFor,
} from "../support/kinds.ts";

/** send(2): `socket.send`. */

eachKind(kinds, "the number of bytes sent", (kind) => {
  using(connectedPair(kind), (first, second) => {
    assert.equal(first.send(bytes("abcdef")), 6);
    assert.equal(receiveText(second), "abcdef");
  });
});

eachKind(kinds, "every kind of view, of just the bytes it shows", (kind) => {
  const buffer = new ArrayBuffer(32);
  new Uint8Array(buffer).set(bytes("0123456789abcdefghijklmnopqrstuv"));
  const shared = new SharedArrayBuffer(8);
  new Uint8Array(shared).set(bytes("shared!!"));
  const views: [ArrayBufferView, string][] = [
    [new Uint8Array(buffer, 3, 4), "3456"],
    [new Int8Array(buffer, 1, 2), "12"],
    [new Uint16Array(buffer, 4, 3), "456789"],
    [new Float64Array(buffer, 8, 1), "89abcdef"],
    [new BigUint64Array(buffer, 16, 1), "ghijklmn"],
    [new DataView(buffer, 5, 5), "56789"],
    [Buffer.from("a Buffer"), "a Buffer"],
    [new Uint8Array(shared), "shared!!"],
    [new DataView(shared, 2, 4) as unknown as DataView, "ared"],
  ];
  using(connectedPair(kind), (first, second) => {
    for (const [view, text] of views) {
      assert.equal(first.send(view), text.length);
      assert.equal(receiveText(second), text);
    }
  });
});

eachKind(kinds, "a range of the bytes, with flags behind it or not", (kind) => {
  using(connectedPair(kind), (first, second) => {
    const data = bytes("0123456789");
    assert.equal(first.send(data, 2, 3), 3);
    assert.equal(receiveText(second), "234");
    assert.equal(first.send(data, 9, 1, SendToOption.noSignal, SendToOption.dontWait), 1);
    assert.equal(receiveText(second), "9");
    // The range is of bytes, whatever the elements are.
    assert.equal(first.send(new Uint16Array(data.buffer), 1, 4), 4);
    assert.equal(receiveText(second), "1234");
    if (!kind.connected || kind.type === unixPacket.type) {
      assert.equal(first.send(data, 10, 0), 0);
      assert.equal(receiveText(second), "");
    } else {
      assert.equal(first.send(data, 10, 0), 0);
    }
  });
});

eachKind(messageKinds, "an empty message is a message", (kind) => {
  using(connectedPair(kind), (first, second) => {
    assert.equal(first.send(new Uint8Array(0)), 0);
    assert.equal(first.send(bytes("next")), 4);
    waitFor(second);
    assert.deepEqual(second.receive(10), new Uint8Array(0));
    assert.equal(receiveText(second), "next");
  });
});

eachKind(connectedKinds, "would block once the buffers are full, and goes on when there is room", (kind) => {
  using(connectedPair(kind), (first, second) => {
    const chunk = new Uint8Array(4096);
    let sent = 0;
    let full: WouldBlock | undefined;
    while (full === undefined) {
      const result = first.send(chunk);
      if (result instanceof WouldBlock) full = result;
      else sent += result;
    }
    expectWouldBlock(full);
    assert.equal(full.who, "send");
    assert.equal(full.syscall, "send");
    assert.equal(first.send(chunk), full); // the same object
    let received = 0;
    while (received < sent) {
      waitFor(second);
      received += done(second.receive(1 << 20)).length;
    }
    assert.equal(received, sent);
    waitFor(first, "write");
    assert.equal(first.send(bytes("on")), 2);
  });
});

eachKind([unixStream, tcp], "a stream takes what fits and says how much", (kind) => {
  using(connectedPair(kind), (first, _second) => {
    first.setOption(SO_SNDBUF, 8192);
    const data = new Uint8Array(32 << 20);
    const sent = first.send(data);
    assert.ok(typeof sent === "number" && sent > 0 && sent < data.length);
  });
});

// send(2): "EMSGSIZE The socket type requires that message be sent atomically, and the size … made this impossible."
eachKind(messageKinds, "EMSGSIZE for a message that is too long", (kind) => {
  using(connectedPair(kind), (first, _second) => {
    const condition = expectCode("EMSGSIZE", () => first.send(new Uint8Array(4 << 20)));
    assert.equal(condition.who, "send");
    assert.equal(condition.syscall, "send");
  });
});

// send(2): "EPIPE The local end has been shut down on a connection oriented socket." No SIGPIPE: this process lives.
eachKind(connectedKinds, "EPIPE when the peer is gone", (kind) => {
  using(connectedPair(kind), (first, second) => {
    second.close();
    for (let attempt = 0; attempt < 100; attempt++) {
      try {
        first.send(bytes("anybody?"));
      } catch {
        break; // TCP may say ECONNRESET first
      }
    }
    expectCode("EPIPE", () => first.send(bytes("anybody?")));
  });
});

eachKind(kinds, "without a peer: ENOTCONN, EPIPE or EDESTADDRREQ", (kind) => {
  using socket = create(kind);
  const code = kind.connected
    ? portKinds.includes(kind)
      ? "EPIPE"
      : "ENOTCONN"
    : portKinds.includes(kind)
      ? "EDESTADDRREQ"
      : "ENOTCONN";
  expectCode(code, () => socket.send(bytes("x")));
});

test("more: UDP joins the pieces to one datagram", () => {
  using(connectedPair(udp), (first, second) => {
    assert.equal(first.send(bytes("one "), SendToOption.more), 4);
    assert.ok(second.receive(10) instanceof WouldBlock);
    assert.equal(first.send(bytes("datagram")), 8);
    assert.equal(receiveText(second), "one datagram");
  });
});

test("more: TCP waits for the rest of the segment", () => {
  using(connectedPair(tcp), (first, second) => {
    first.setOption(TCP_CORK, false);
    assert.equal(first.send(bytes("head "), SendToOption.more), 5);
    assert.equal(first.send(bytes("and body")), 8);
    assert.equal(receiveText(second), "head and body");
  });
});

test("endOfRecord on a socket with records", () => {
  using(Socket.pair(unixPacket.domain, unixPacket.type), (first, second) => {
    assert.equal(first.send(bytes("record"), SendToOption.endOfRecord), 6);
    assert.equal(receiveText(second), "record");
  });
});

eachKind(
  streamKinds.filter((kind) => portKinds.includes(kind)),
  "outOfBand: TCP's one urgent byte, apart from the others",
  (kind) => {
    using(connectedPair(kind), (first, second) => {
      assert.equal(first.send(bytes("abc"), SendToOption.outOfBand), 3);
      waitFor(second);
      assert.equal(receiveText(second), "ab");
      assert.deepEqual(second.receive(1, ReceiveFromOption.outOfBand), bytes("c"));
    });
  },
);

eachKind(datagramKinds, "dontRoute reaches this machine", (kind) => {
  using(connectedPair(kind), (first, second) => {
    assert.equal(first.send(bytes("near"), SendToOption.dontRoute), 4);
    assert.equal(receiveText(second), "near");
  });
});

test("outOfBand where there is none: ENOTSUP, the same number as EOPNOTSUPP", () => {
  using(connectedPair(udp), (first, _second) => {
    expectCode("ENOTSUP", () => first.send(bytes("x"), SendToOption.outOfBand));
  });
});
