/** WHATWG streams on sockets of ours. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Socket, SocketDomain, SocketType, WouldBlock } from "berkeley-sockets";
import { getLine, receive, sendAll } from "berkeley-sockets/async";
import { toReadableStream, toWritableStream } from "berkeley-sockets/interop";
import { BufferedSocket } from "berkeley-sockets/simple";
import { rejectsWith, staysPending, text, turns } from "../support/awaiting.ts";
import { expectCode } from "../support/expect.ts";
import { bytes, connectedPair, kinds, using } from "../support/kinds.ts";
import { withoutIpv6 } from "../support/probe.ts";

const streams = kinds.filter(({ type }) => type === SocketType.stream);
const unixPair = (): readonly [Socket, Socket] => Socket.pair(SocketDomain.unix, SocketType.stream);

describe("the streams together", () => {
  for (const kind of streams) {
    const skip = kind.domain === SocketDomain.internet6 && withoutIpv6();
    it(`carry everything to the end: ${kind.name}`, { skip }, async () => {
      const [near, far] = connectedPair(kind);
      const big = Buffer.alloc(2_000_003, "0123456789");
      const source = new Blob([big]).stream() as ReadableStream<Uint8Array>;
      const sending = source.pipeTo(toWritableStream(near));
      const parts: Uint8Array[] = [];
      for await (const part of toReadableStream(far)) parts.push(part);
      await sending;
      assert.ok(Buffer.concat(parts).equals(big));
      assert.deepEqual([near.closed, far.closed], [false, false], "they are the caller's to close");
      near.close();
      far.close();
    });
  }

  it("go through a transform, and into a response", async () => {
    const [near, far] = unixPair();
    const lines = new ReadableStream<string>({
      start(controller) {
        controller.enqueue("grüße\n");
        controller.close();
      },
    });
    await lines.pipeThrough(new TextEncoderStream()).pipeTo(toWritableStream(near));
    assert.equal(await new Response(toReadableStream(far) as never).text(), "grüße\n");
    near.close();
    far.close();
  });
});

describe("toReadableStream", () => {
  it("reads into the reader's own memory", async () => {
    const [near, far] = unixPair();
    const reader = toReadableStream(near).getReader({ mode: "byob" });
    const memory = new ArrayBuffer(100);
    far.send(bytes("abcdef"));
    const first = await reader.read(new Uint8Array(memory, 10, 4));
    assert.equal(text(first.value as Uint8Array), "abcd");
    assert.deepEqual([first.value?.byteOffset, first.value?.buffer.byteLength], [10, 100]);
    const second = await reader.read(new Uint16Array(8));
    assert.equal(second.value?.constructor, Uint16Array);
    assert.equal(second.value?.byteLength, 2);
    far.close();
    const last = await reader.read(new Uint8Array(5));
    assert.deepEqual([last.done, last.value?.length], [true, 0]);
    await reader.closed;
    near.close();
  });

  it("receives nothing before somebody reads", async () => {
    const [near, far] = unixPair();
    const stream = toReadableStream(near);
    far.send(bytes("waits"));
    await turns();
    assert.equal(text(near.receive(100) as Uint8Array), "waits");
    const reader = stream.getReader();
    const reading = reader.read();
    await staysPending(reading);
    far.send(bytes("for the stream"));
    assert.equal(text((await reading).value as Uint8Array), "for the stream");
    near.close();
    far.close();
  });

  it("cancelled, it has consumed nothing, and the socket is read on", async () => {
    const [near, far] = unixPair();
    const lines = new BufferedSocket(near);
    far.send(bytes("a line\nunread "));
    assert.equal(await getLine(lines), "a line");
    const untouched = toReadableStream(lines);
    await untouched.cancel();
    const reader = toReadableStream(lines, { chunkSize: 4 }).getReader();
    assert.equal(text((await reader.read()).value as Uint8Array), "unre");
    assert.equal(text((await reader.read()).value as Uint8Array), "ad ");
    const reading = reader.read();
    await staysPending(reading);
    await reader.cancel("enough");
    assert.equal((await reading).done, true);
    far.send(bytes("and on"));
    assert.equal(text(await receive(near, 100)), "and on");
    near.close();
    far.close();
  });

  it("fails as the socket does", async () => {
    const [near, far] = unixPair();
    const reader = toReadableStream(near).getReader();
    const reading = rejectsWith("ECANCELED", reader.read());
    await turns(1); // the stream begins a little later
    near.close();
    await reading;
    await rejectsWith("ECANCELED", reader.closed);
    far.close();
  });

  it("refuses what is no connected stream, and options that are none", () => {
    const [near, far] = unixPair();
    assert.throws(() => toReadableStream(near, { chunkSize: 0 }), RangeError);
    assert.throws(() => toReadableStream(near, { size: 1 } as never), /options has no member size/);
    assert.throws(() => toReadableStream(3 as never), TypeError);
    using([Socket.create(SocketDomain.unix, SocketType.datagram)], (socket) =>
      assert.throws(() => toReadableStream(socket), RangeError),
    );
    near.close();
    far.close();
    expectCode("EBADF", () => toReadableStream(near));
  });
});

describe("toWritableStream", () => {
  it("waits for a peer that does not read", async () => {
    const [near, far] = unixPair();
    const writer = toWritableStream(near, { highWaterMark: 1000 }).getWriter();
    assert.equal(writer.desiredSize, 1000);
    const writing = writer.write(new Uint8Array(1 << 22));
    assert.ok((writer.desiredSize as number) < 0);
    await staysPending(writing);
    for (let left = 1 << 22; left > 0; ) left -= (await receive(far, 1 << 20)).length;
    await Promise.all([writing, writer.ready]);
    assert.equal(writer.desiredSize, 1000);
    near.close();
    far.close();
  });

  it("closed, it ends the sending half alone", async () => {
    const [near, far] = unixPair();
    const writer = toWritableStream(near).getWriter();
    await writer.write(bytes("view"));
    await writer.write(new DataView(bytes(" and buffer").buffer as ArrayBuffer));
    await writer.write(bytes("!").buffer as ArrayBuffer);
    await writer.close();
    let heard = "";
    for (let part = await receive(far, 100); part.length > 0; part = await receive(far, 100)) heard += text(part);
    assert.equal(heard, "view and buffer!");
    await sendAll(far, bytes("answer"));
    assert.equal(text(await receive(near, 100)), "answer");
    near.close();
    far.close();
  });

  it("aborted, it ends a send that waits, and tells the peer nothing", async () => {
    const [near, far] = unixPair();
    const writer = toWritableStream(near).getWriter();
    writer.closed.catch(() => {});
    const writing = writer.write(new Uint8Array(1 << 22));
    await staysPending(writing);
    const enough = new Error("enough");
    const aborting = writer.abort(enough);
    await assert.rejects(writing, enough);
    await aborting;
    let read = far.receive(1 << 22);
    while (!(read instanceof WouldBlock)) {
      assert.ok(read.length > 0, "the peer sees an end");
      read = far.receive(1 << 22);
    }
    assert.equal(near.closed, false);
    near.close();
    far.close();
  });

  it("fails as the socket does, and refuses what are no bytes", async () => {
    const [near, far] = unixPair();
    const writer = toWritableStream(near).getWriter();
    writer.closed.catch(() => {});
    far.close();
    await rejectsWith("EPIPE", writer.write(bytes("x")));
    near.close();
    const [first, second] = unixPair();
    const other = toWritableStream(first).getWriter();
    other.closed.catch(() => {});
    await assert.rejects(other.write("text" as never), /chunk must be an ArrayBufferView or an ArrayBuffer/);
    assert.throws(() => toWritableStream(first, { highWaterMark: -1 }), RangeError);
    first.close();
    second.close();
    expectCode("EBADF", () => toWritableStream(first));
  });
});
