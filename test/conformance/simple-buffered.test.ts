/** BufferedSocket, writeBytes, writeString. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Socket, SocketCondition, SocketDomain, SocketType } from "berkeley-sockets";
import {
  BufferedSocket,
  type Encoding,
  getErrno,
  setFdBlocking,
  TimeoutCondition,
  writeBytes,
  writeString,
} from "berkeley-sockets/simple";
import { withFaults } from "berkeley-sockets/testing";
import { Deadline } from "../../src/everyday/deadline.ts";
import { type Steps, TURN } from "../../src/everyday/steps.ts";
import { receivingExactly, sendingAll } from "../../src/everyday/transfer.ts";
import { block } from "../../src/simple/block.ts";
import { expectCode, expectRefused } from "../support/expect.ts";
import { bytes, using } from "../support/kinds.ts";
import { startThread } from "../support/thread.ts";

type Options = ConstructorParameters<typeof BufferedSocket>[1];

/** A buffered socket and its peer, in both modes. */
function withPeer(options: Options, body: (buffered: BufferedSocket, peer: Socket) => void): void {
  for (const nonblocking of [true, false]) {
    const [socket, peer] = Socket.pair(SocketDomain.unix, SocketType.stream);
    socket.setNonblocking(nonblocking);
    using([socket, peer], () => {
      const buffered = new BufferedSocket(socket, options);
      body(buffered, peer);
      assert.equal(socket.closed || socket.nonblocking === nonblocking, true, "the mode stays");
    });
  }
}

const text = (data: Uint8Array | undefined): string | undefined =>
  data === undefined ? undefined : String(Buffer.from(data));
const late = (action: () => unknown): void => {
  assert.ok(expectCode("ETIMEDOUT", action) instanceof TimeoutCondition);
};

describe("reading lines", () => {
  const encodings: readonly [Encoding, BufferEncoding][] = [
    ["utf-8", "utf8"],
    ["utf-16le", "utf16le"],
    ["latin1", "latin1"],
  ];
  for (const [encoding, name] of encodings) {
    it(`${encoding}: characters and endings split across packets, nothing lost by timeouts`, () => {
      const all = encoding === "latin1" ? "é\r\nÿ\rx\n\n\r\nlast" : "é€😀\r\nŊ\u0a0d\rx\n\n\r\nlast";
      withPeer({ encoding, bufferSize: 3 }, (buffered, peer) => {
        const lines: string[] = [];
        for (const byte of Buffer.from(all, name)) {
          peer.send(Uint8Array.of(byte));
          try {
            lines.push(buffered.readLine({ timeout: 0 }) as string);
          } catch (error) {
            assert.ok(error instanceof TimeoutCondition);
          }
        }
        peer.close();
        lines.push(buffered.readLine() as string);
        assert.deepEqual(lines, all.split(/\r?\n/));
        assert.equal(buffered.readLine(), undefined);
        assert.equal(buffered.readLine(), undefined);
      });
    });
  }

  it("an unended last line is given, an ended one is not followed by another", () => {
    for (const [sent, lines] of [
      ["a", ["a"]],
      ["a\n", ["a"]],
      ["a\r", ["a\r"]],
      ["\n", [""]],
      ["", []],
    ] as const) {
      withPeer({}, (buffered, peer) => {
        peer.send(bytes(sent));
        peer.close();
        const read: string[] = [];
        for (let line = buffered.readLine(); line !== undefined; line = buffered.readLine()) read.push(line);
        assert.deepEqual(read, lines);
      });
    }
  });

  it("the limit is of the line without its ending, however the bytes come", () => {
    for (const bufferSize of [2, 7, 8192]) {
      for (const ending of ["\n", "\r\n"]) {
        withPeer({ maximumLine: 5, bufferSize }, (buffered, peer) => {
          peer.send(bytes(`12345${ending}`));
          assert.equal(buffered.readLine(), "12345");
          peer.send(bytes(`123456${ending}7`));
          for (let time = 0; time < 2; time++) {
            const condition = expectCode("EMSGSIZE", () => buffered.readLine());
            assert.match(condition.message, /a line of more than 5 bytes/);
            assert.equal(condition.who, "readLine");
          }
          peer.close();
          assert.equal(text(buffered.readAll()), `123456${ending}7`);
        });
      }
    }
    withPeer({ maximumLine: 5 }, (buffered, peer) => {
      peer.send(bytes("12345\r"));
      late(() => buffered.readLine({ timeout: 0 }));
      peer.send(bytes("x"));
      expectCode("EMSGSIZE", () => buffered.readLine());
    });
    withPeer({ maximumLine: 5 }, (buffered, peer) => {
      peer.send(bytes("12345\r"));
      peer.close();
      expectCode("EMSGSIZE", () => buffered.readLine());
      assert.equal(text(buffered.readSome()), "12345\r");
    });
  });

  it("the limit is 1 MiB unless told, and a line that never ends is no more than that in memory", async () => {
    const [socket, peer] = Socket.pair(SocketDomain.unix, SocketType.stream);
    const thread = await startThread(
      "const socket = Socket.adopt(data); try { sendAll(socket, new Uint8Array(1 << 23).fill(97)); } catch (error) { return error.code; } finally { socket.close(); }",
      peer.detach(),
    );
    const buffered = new BufferedSocket(socket);
    expectCode("EMSGSIZE", () => buffered.readLine());
    assert.equal(buffered.readBytes(1 << 20)?.length, 1 << 20);
    buffered.close();
    assert.match(String(await thread.result), /^(EPIPE|ECONNRESET)$/);
  });

  it("what is no text becomes U+FFFD; under fatal it is a TypeError and stays", () => {
    const wrong = Uint8Array.of(97, 0xff, 10, 98, 10);
    withPeer({}, (buffered, peer) => {
      peer.send(wrong);
      assert.deepEqual([buffered.readLine(), buffered.readLine()], ["a\ufffd", "b"]);
    });
    withPeer({ fatal: true }, (buffered, peer) => {
      peer.send(wrong);
      for (let time = 0; time < 2; time++) assert.throws(() => buffered.readLine(), TypeError);
      assert.deepEqual(buffered.readBytes(3), wrong.slice(0, 3));
      assert.equal(buffered.readLine(), "b");
      peer.send(Uint8Array.of(0xe2, 0x82));
      peer.close();
      assert.throws(() => buffered.readLine(), TypeError);
      assert.deepEqual(buffered.readAll(), Uint8Array.of(0xe2, 0x82));
    });
  });

  it("utf-16le: half a character at the end", () => {
    const sent = Buffer.from("aβ\n", "utf16le");
    withPeer({ encoding: "utf-16le" }, (buffered, peer) => {
      peer.send(Buffer.concat([sent, Uint8Array.of(97)]));
      peer.close();
      assert.deepEqual([buffered.readLine(), buffered.readLine(), buffered.readLine()], ["aβ", "\ufffd", undefined]);
    });
  });

  it("utf-16le: lines are aligned to where they begin", () => {
    withPeer({ encoding: "utf-16le", bufferSize: 5 }, (buffered, peer) => {
      peer.send(Buffer.concat([Uint8Array.of(9), Buffer.from("ab\nc\r\n", "utf16le")]));
      assert.equal(buffered.readBytes(1)?.[0], 9);
      assert.deepEqual([buffered.readLine(), buffered.readLine()], ["ab", "c"]);
    });
  });
});

describe("reading bytes", () => {
  it("lines, blocks and the rest follow each other without loss", () => {
    withPeer({ bufferSize: 4 }, (buffered, peer) => {
      peer.send(bytes("HTTP\r\n\r\nabcdefgh\nij"));
      assert.equal(buffered.readLine(), "HTTP");
      assert.equal(buffered.readLine(), "");
      assert.equal(text(buffered.readBytes(3)), "abc");
      assert.equal(text(buffered.readBytes(0)), "");
      const some = text(buffered.readSome()) as string;
      assert.ok(some.length > 0 && "defgh\nij".startsWith(some));
      peer.close();
      assert.equal(text(buffered.readAll()), "defgh\nij".slice(some.length));
      for (const read of [() => buffered.readAll(), () => buffered.readSome(), () => buffered.readBytes(1)]) {
        assert.equal(read(), undefined);
      }
      assert.equal(buffered.readBytes(0)?.length, 0);
    });
  });

  it("what is given has a buffer of its own", () => {
    withPeer({}, (buffered, peer) => {
      peer.send(bytes("abcd"));
      const first = buffered.readBytes(2) as Uint8Array;
      const second = buffered.readSome() as Uint8Array;
      assert.deepEqual([first.buffer.byteLength, second.buffer.byteLength], [2, 2]);
      peer.send(bytes("xyzw"));
      buffered.readBytes(4);
      assert.equal(text(first), "ab");
    });
  });

  it("fewer bytes only before the end", () => {
    withPeer({}, (buffered, peer) => {
      peer.send(bytes("abc"));
      late(() => buffered.readBytes(5, { timeout: 20 }));
      peer.send(bytes("d"));
      peer.close();
      assert.equal(text(buffered.readBytes(5)), "abcd");
    });
  });

  it("a timeout of 0 reads what is there; none loses anything", () => {
    withPeer({}, (buffered, peer) => {
      for (const read of ["readLine", "readSome", "readAll"] as const) late(() => buffered[read]({ timeout: 0 }));
      peer.send(bytes("one\ntwo"));
      assert.equal(buffered.readLine({ timeout: 0 }), "one");
      late(() => buffered.readLine({ timeout: 0 }));
      late(() => buffered.readAll({ timeout: 5 }));
      late(() => buffered.readBytes(4, { timeout: 0 }));
      assert.equal(text(buffered.readSome({ timeout: 0 })), "two");
      late(() => buffered.readSome({ timeout: 0 }));
    });
  });

  it("the timeout holds though the peer never stops", async () => {
    for (const timeout of [0, 30]) {
      const [socket, peer] = Socket.pair(SocketDomain.unix, SocketType.stream);
      const thread = await startThread(
        "const socket = Socket.adopt(data); socket.setNonblocking(false); try { for (;;) socket.send(new Uint8Array(65536)); } catch (error) { return error.code; } finally { socket.close(); }",
        peer.detach(),
      );
      const buffered = new BufferedSocket(socket);
      buffered.readSome(); // it flows
      late(() => buffered.readAll({ timeout }));
      buffered.close();
      assert.match(String(await thread.result), /^(EPIPE|ECONNRESET)$/);
    }
  });

  it("looks at the clock between receives, though it never waits", () => {
    const endless = function* (): Steps<never> {
      for (;;) yield TURN;
    };
    late(() => block("readAll", "recv", endless(), new Deadline(10)));
    withPeer({ bufferSize: 2 }, (buffered, peer) => {
      for (const steps of [
        sendingAll("sendAll", peer, bytes("abcdefg\n")),
        buffered.reading.line("readLine"),
        sendingAll("sendAll", peer, bytes("abcdefgh")),
        buffered.reading.exactly("readBytes", 8),
        sendingAll("sendAll", peer, bytes("abcdefgh")),
        receivingExactly("receiveExactly", buffered.socket, 8),
      ]) {
        const short = [1, 2].map((call) => ({ syscall: "recv", call, result: 3 }) as const);
        const turns = withFaults([...short, { syscall: "send", result: 3 }], () => [...steps]);
        assert.ok(turns.length > 0 && turns.every((step) => "turn" in step));
      }
      peer.send(bytes("abcdefgh"));
      peer.close();
      const turns = [...buffered.reading.all("readAll")];
      assert.ok(turns.length > 0 && turns.every((step) => "turn" in step));
    });
  });

  it("waits for what comes later", async () => {
    const [socket, peer] = Socket.pair(SocketDomain.unix, SocketType.stream);
    const thread = await startThread(
      `const socket = Socket.adopt(data);
       for (const part of ["li", "ne\\r", "\\nblo", "ck", "rest"]) { await sleep(5); sendAll(socket, new TextEncoder().encode(part)); }
       socket.close();`,
      peer.detach(),
    );
    using([new BufferedSocket(socket)], (buffered) => {
      assert.equal(buffered.readLine({ timeout: 10_000 }), "line");
      assert.equal(text(buffered.readBytes(5)), "block");
      assert.equal(text(buffered.readAll()), "rest");
    });
    await thread.result;
  });

  it("does not wait in the kernel though the descriptor was made blocking", () => {
    withPeer({}, (buffered) => {
      assert.equal(setFdBlocking(buffered.socket), true);
      late(() => buffered.readLine({ timeout: 20 }));
      late(() => buffered.writeBytes(new Uint8Array(1 << 24), { timeout: 20 }));
    });
  });
});

describe("writing", () => {
  it("line endings and encodings", () => {
    const euro: Record<string, string> = { "utf-8": "é€", "utf-16le": "é€", latin1: "éÿ" };
    for (const encoding of ["utf-8", "utf-16le", "latin1"] as const) {
      const name = encoding === "utf-8" ? "utf8" : encoding === "latin1" ? "latin1" : "utf16le";
      for (const lineEnding of ["lf", "crlf", undefined] as const) {
        withPeer({ encoding, lineEnding }, (buffered, peer) => {
          const line = `${euro[encoding]}\n\nb`;
          buffered.writeString(line);
          buffered.writeString("");
          const sent = lineEnding === "crlf" ? line.replaceAll("\n", "\r\n") : line;
          assert.deepEqual(peer.receive(100), new Uint8Array(Buffer.from(sent, name)));
        });
      }
    }
    withPeer({ lineEnding: "crlf" }, (buffered, peer) => {
      buffered.writeString("a\r\nb\n");
      assert.equal(text(peer.receive(100) as Uint8Array), "a\r\nb\r\n");
    });
  });

  it("all of it, to a reader that is slow", async () => {
    const [socket, peer] = Socket.pair(SocketDomain.unix, SocketType.stream);
    const size = 3_000_001;
    const thread = await startThread(
      "const socket = Socket.adopt(data.fd); await sleep(20); const got = receiveExactly(socket, data.size); const more = new BufferedSocket(socket).readAll(); socket.close(); return [got.every((byte, index) => byte === index % 251), more];",
      { fd: peer.detach(), size },
    );
    const data = new Uint8Array(size);
    for (let index = 0; index < size; index++) data[index] = index % 251;
    const buffered = new BufferedSocket(socket);
    buffered.writeBytes(new DataView(data.buffer), { timeout: 20_000 });
    buffered.close();
    assert.deepEqual(await thread.result, [true, undefined]);
  });

  it("a deadline tells how much went", () => {
    withPeer({}, (buffered, peer) => {
      const data = new Uint8Array(1 << 23);
      for (const timeout of [0, 30]) {
        const condition = expectCode("ETIMEDOUT", () => buffered.writeBytes(data, { timeout }));
        assert.ok(condition instanceof TimeoutCondition);
        assert.deepEqual([condition.who, condition.syscall], ["writeBytes", "send"]);
        const sent = condition.sent as number;
        assert.ok(sent >= 0 && sent < data.length);
        if (timeout === 0) assert.ok(sent > 0);
        let received = 0;
        while (received < sent) received += (peer.receive(1 << 20) as Uint8Array).length;
        assert.equal(received, sent);
      }
    });
  });

  it("writeBytes and writeString say whether it went, getErrno why not", () => {
    withPeer({ lineEnding: "crlf" }, (buffered, peer) => {
      assert.equal(writeString(buffered, "a\n"), true);
      assert.equal(writeBytes(buffered, Uint8Array.of(98)), true);
      assert.equal(text(peer.receive(9) as Uint8Array), "a\r\nb");
      peer.close();
      assert.equal(writeString(buffered, "a"), false);
      assert.equal(getErrno(), 32); // EPIPE
      assert.equal(writeBytes(buffered, Uint8Array.of(1)), false);
      buffered.close();
      assert.equal(writeBytes(buffered, Uint8Array.of(1)), false);
      assert.equal(getErrno(), 9); // EBADF
      expectRefused(TypeError, "bytes", () => writeBytes(buffered, "a" as never));
      expectRefused(TypeError, "text", () => writeString(buffered, 1 as never));
    });
    for (const wrong of [undefined, {}, 7]) {
      expectRefused(TypeError, "buffered", () => writeBytes(wrong as never, Uint8Array.of(1)));
      expectRefused(TypeError, "buffered", () => writeString(wrong as never, "a"));
    }
  });

  it("latin1 refuses what it cannot write, before any of it is sent", () => {
    withPeer({ encoding: "latin1" }, (buffered, peer) => {
      expectRefused(RangeError, "€", () => buffered.writeString("10 €"));
      buffered.writeString("x");
      assert.equal(text(peer.receive(9) as Uint8Array), "x");
    });
  });
});

describe("BufferedSocket", () => {
  it("a closed one is EBADF, whatever had come", () => {
    withPeer({}, (buffered, peer) => {
      peer.send(bytes("a\nb\n"));
      assert.equal(buffered.readLine(), "a");
      buffered.close();
      buffered.close();
      assert.equal(buffered.socket.closed, true);
      for (const read of ["readLine", "readSome", "readAll"] as const) {
        assert.equal(expectCode("EBADF", () => buffered[read]()).who, read);
      }
      assert.equal(expectCode("EBADF", () => buffered.readBytes(1)).who, "readBytes");
      assert.equal(expectCode("EBADF", () => buffered.writeString("a")).sent, 0);
    });
  });

  it("closes at the end of `using`", () => {
    const [socket, peer] = Socket.pair(SocketDomain.unix, SocketType.stream);
    {
      using buffered = new BufferedSocket(socket);
      assert.equal(buffered.socket, socket);
    }
    assert.equal(socket.closed, true);
    peer.close();
  });

  it("arguments are checked before any system call", () => {
    withPeer({}, (buffered, peer) => {
      const make = (options: unknown) => () => new BufferedSocket(peer, options as Options);
      for (const [words, type, options] of [
        ["encoding", RangeError, { encoding: "ascii" }],
        ["encoding", TypeError, { encoding: 8 }],
        ["lineEnding", RangeError, { lineEnding: "cr" }],
        ["bufferSize", RangeError, { bufferSize: 1 }],
        ["bufferSize", TypeError, { bufferSize: "8192" }],
        ["maximumLine", RangeError, { maximumLine: 0 }],
        ["fatal", TypeError, { fatal: 1 }],
        ["maximumline", TypeError, { maximumline: 1 }],
        ["options", TypeError, null],
      ] as const) {
        expectRefused(type, words, make(options));
      }
      expectRefused(TypeError, "socket", () => new BufferedSocket(3 as never));
      for (const count of [-1, 1.5, 2 ** 31]) expectRefused(RangeError, "count", () => buffered.readBytes(count));
      expectRefused(RangeError, "timeout", () => buffered.readLine({ timeout: Number.NaN }));
      expectRefused(TypeError, "text", () => buffered.writeString(Uint8Array.of(1) as never));
      expectRefused(TypeError, "bytes", () => buffered.writeBytes("text" as never));
    });
    for (const type of [SocketType.datagram, SocketType.sequencePacket]) {
      using([Socket.create(SocketDomain.unix, type)], (socket) => {
        expectRefused(RangeError, "stream", () => new BufferedSocket(socket));
      });
    }
  });

  it("its errors are SocketConditions with the method's name", () => {
    withPeer({}, (buffered, peer) => {
      peer.send(bytes("x"));
      buffered.socket.send(bytes("unread"));
      peer.close(); // with bytes unread: the other side is reset
      try {
        while (buffered.readLine() !== undefined);
      } catch (error) {
        assert.ok(error instanceof SocketCondition);
        assert.deepEqual([error.who, error.code], ["readLine", "ECONNRESET"]);
      }
    });
  });
});
