/**
 * SO_GET_FILTER counts instructions where every other option counts bytes. C keeps that from JavaScript:
 * nothing is written past the room it was given.
 */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Socket, SocketDomain, SocketOption, SocketType } from "berkeley-sockets";
import { codecs, FilterProgram, SO_ATTACH_FILTER, SO_GET_FILTER } from "berkeley-sockets/options";
import { addon } from "../../src/sys/addon.ts";
import { expectCode } from "../support/expect.ts";

const { SOL_SOCKET = 0, SO_GET_FILTER: GET = 0, EINVAL = 0 } = addon.constants;
const skip = SO_GET_FILTER.available ? false : "this platform has no socket filters";
const COUNT = 100;
const program = FilterProgram.from(new Array(COUNT).fill({ code: 0x06, jt: 0, jf: 0, k: 0x6666_6666 }));
const size = 8 * COUNT;

describe("a filter read into less room than it takes", { skip }, () => {
  for (const room of [0, 1, 4, 7, 8, COUNT - 1, COUNT, COUNT + 1, size - 8, size - 1]) {
    it(`${room} bytes`, () => {
      using socket = Socket.create(SocketDomain.internet, SocketType.datagram);
      socket.setOption(SO_ATTACH_FILTER, program);
      const memory = new Uint8Array(64 + size + 64).fill(0xaa);
      const result = addon.getOption(socket.fd, SOL_SOCKET, GET, memory.subarray(64, 64 + room), room);
      // Without room for one instruction the kernel tells the length, otherwise it refuses.
      assert.equal(result, room < 8 ? size : -EINVAL);
      assert.ok(memory.every((byte) => byte === 0xaa));
    });
  }

  it("what there is room for is written, and no more", () => {
    using socket = Socket.create(SocketDomain.internet, SocketType.datagram);
    socket.setOption(SO_ATTACH_FILTER, program);
    for (const room of [size, size + 1, size + 64]) {
      const memory = new Uint8Array(size + 64).fill(0xaa);
      assert.equal(addon.getOption(socket.fd, SOL_SOCKET, GET, memory, room), size);
      assert.deepEqual(memory.subarray(0, size), program.encode());
      assert.ok(memory.subarray(size).every((byte) => byte === 0xaa));
    }
  });

  it("by an option of one's own", () => {
    using socket = Socket.create(SocketDomain.internet, SocketType.datagram);
    socket.setOption(SO_ATTACH_FILTER, program);
    const own = (room: number): SocketOption<Uint8Array, never> =>
      new SocketOption<Uint8Array, never>("OWN", GET, room, codecs.bytes.encode as never, codecs.bytes.decode);
    for (const room of [8, 256, size - 1]) expectCode("EINVAL", () => socket.getOption(own(room)));
    assert.equal(socket.getOption(own(size)).length, size);
  });
});
