/** Packet filters on live sockets: SO_ATTACH_FILTER and its kin, socket(7). */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it, test } from "node:test";
import {
  InternetAddress,
  pollSockets,
  type Socket,
  type SocketAddress,
  SocketCondition,
  SocketOption,
} from "berkeley-sockets";
import {
  codecs,
  FilterBuilder,
  FilterProgram,
  SO_ATTACH_BPF,
  SO_ATTACH_FILTER,
  SO_ATTACH_REUSEPORT_CBPF,
  SO_ATTACH_REUSEPORT_EBPF,
  SO_DETACH_BPF,
  SO_DETACH_FILTER,
  SO_DETACH_REUSEPORT_BPF,
  SO_GET_FILTER,
  SO_LOCK_FILTER,
  SO_REUSEPORT,
  SOL_SOCKET,
} from "berkeley-sockets/options";
import { eachKind, tcp, udp } from "../support/each-kind.ts";
import { expectCode, expectRefused, expectWouldBlock } from "../support/expect.ts";
import { Programs } from "../support/filter-programs.ts";
import { bytes, connectedPair, create, datagramKinds, kinds, receiveText } from "../support/kinds.ts";

const skip = SO_ATTACH_FILTER.available ? false : "this platform has no socket filters";
const text = (array: Uint8Array): string => new TextDecoder().decode(array);
const pass = FilterProgram.assemble("ret #-1");
const drop = FilterProgram.assemble("ret #0");

/** A datagram socket that has what a filter of its own lets through, and one that sends to it. */
function withFilter(program: FilterProgram): { receiver: Socket; sender: Socket; close(): void } {
  const [sender, receiver] = connectedPair(udp);
  receiver.setOption(SO_ATTACH_FILTER, program);
  return {
    receiver,
    sender,
    close() {
      sender.close();
      receiver.close();
    },
  };
}

/** What each of the sockets has received when so many datagrams have come to them; the last one that is sent must pass. */
function receivedBy(sockets: readonly Socket[], count: number): string[][] {
  const all = sockets.map((): string[] => []);
  for (let left = count; left > 0; ) {
    const ready = pollSockets(
      sockets.map((socket) => ({ socket, read: true })),
      10_000,
    );
    assert.ok(ready.length > 0, `${left} of ${count} datagrams have not come`);
    for (const { entry } of ready) {
      for (;;) {
        const got = entry.socket.receive(65536);
        if (!(got instanceof Uint8Array)) break;
        all[sockets.indexOf(entry.socket)]?.push(text(got));
        left -= 1;
      }
    }
  }
  return all;
}

function received(socket: Socket, count: number): string[] {
  return receivedBy([socket], count)[0] as string[];
}

describe("SO_ATTACH_FILTER", { skip }, () => {
  eachKind(kinds, "set, read back, replaced, removed", (kind) => {
    using socket = create(kind);
    assert.equal(socket.getOption(SO_GET_FILTER), undefined);
    for (const program of [pass, FilterProgram.assemble("ld len\nret a"), drop]) {
      socket.setOption(SO_ATTACH_FILTER, program);
      assert.deepEqual(socket.getOption(SO_GET_FILTER)?.instructions, program.instructions);
      assert.ok(socket.getOption(SO_ATTACH_FILTER)?.equals(program));
    }
    socket.setOption(SO_DETACH_FILTER, true);
    assert.equal(socket.getOption(SO_GET_FILTER), undefined);
    expectCode("ENOENT", () => socket.setOption(SO_DETACH_FILTER, undefined));
    socket.setOption(SO_ATTACH_FILTER, pass);
    socket.setOption(SO_DETACH_BPF, true);
    assert.equal(socket.getOption(SO_GET_FILTER), undefined);
  });

  eachKind(datagramKinds, "ret #0 drops every datagram, and no filter none", (kind) => {
    const [sender, receiver] = connectedPair(kind);
    receiver.setOption(SO_ATTACH_FILTER, drop);
    sender.send(bytes("one"));
    expectWouldBlock(receiver.receive(10));
    receiver.setOption(SO_DETACH_FILTER, true);
    sender.send(bytes("two"));
    assert.deepEqual(received(receiver, 1), ["two"]);
    sender.close();
    receiver.close();
  });

  it("only datagrams whose first byte is X", () => {
    const program = FilterProgram.assemble(`
            ldb [8]        ; behind the header of UDP
            jne #0x58, no
            ret #-1
        no: ret #0`);
    const built = new FilterBuilder().ldb({ packet: 8 }).jne(0x58, "no").ret(0xffff_ffff).label("no").ret(0).program();
    assert.ok(built.equals(program));
    using pair = { ...withFilter(program), [Symbol.dispose]: () => pair.close() };
    for (const datagram of ["X one", "Y two", "", "x three", "XX", "X"]) pair.sender.send(bytes(datagram));
    assert.deepEqual(received(pair.receiver, 3), ["X one", "XX", "X"]);
  });

  it("what a program returns is how much is kept, the header counted", () => {
    const rows: readonly [ret: number, kept: string][] = [
      [12, "abcd"],
      [13, "abcde"],
      [9, "a"],
      [8, ""],
      [3, ""], // never less than the header, but for 0
      [1000, "abcdefgh"],
    ];
    for (const [ret, kept] of rows) {
      const pair = withFilter(FilterProgram.assemble(`ret #${ret}`));
      pair.sender.send(bytes("abcdefgh"));
      assert.deepEqual(received(pair.receiver, 1), [kept], `ret #${ret}`);
      pair.close();
    }
  });

  it("a load past the end drops the packet", () => {
    const pair = withFilter(FilterProgram.assemble("ldb [10]\nret #-1"));
    for (const datagram of ["ab", "abc"]) pair.sender.send(bytes(datagram));
    assert.deepEqual(received(pair.receiver, 1), ["abc"]);
    pair.close();
  });

  it("a division by an X that is 0 drops it too", () => {
    const pair = withFilter(FilterProgram.assemble("ldb [8]\nsub #0x61\ntax\nld #100\ndiv x\nret #-1"));
    for (const datagram of ["a", "b"]) pair.sender.send(bytes(datagram));
    assert.deepEqual(received(pair.receiver, 1), ["b"]);
    pair.close();
  });

  it("all of the machine: memory, arithmetic, both registers", () => {
    // Lets pass datagrams whose last byte is the sum of the others, modulo 256, of three bytes.
    const program = FilterProgram.assemble(`
          ld len
          jeq #11, three, no
      three:
          ldb [8]
          st M[0]
          ldb [9]
          ldx M[0]
          add x
          and #0xff
          st M[15]
          ldb [10]
          tax
          ld M[15]
          jeq x, yes, no
      yes: ret #0xffff
      no:  ret #0`);
    const pair = withFilter(program);
    for (const given of [
      [1, 2, 3],
      [1, 2, 4],
      [200, 100, 44],
      [1, 2],
      [0, 0, 0],
    ])
      pair.sender.send(Uint8Array.from(given));
    assert.deepEqual(
      received(pair.receiver, 3),
      [
        [1, 2, 3],
        [200, 100, 44],
        [0, 0, 0],
      ].map((each) => text(Uint8Array.from(each))),
    );
    pair.close();
  });

  it("TCP: the filter sees segments, header first; a segment without data must pass", () => {
    const [client, server] = connectedPair(tcp);
    // The header's length is the upper half of byte 12, in words.
    server.setOption(
      SO_ATTACH_FILTER,
      FilterProgram.assemble(`
            ldb [12]
            rsh #4
            lsh #2
            tax
            ld len
            jeq x, yes       ; no data
            ldb [x + 0]
            jeq #0x58, yes, no
       yes: ret #-1
        no: ret #0`),
    );
    client.send(bytes("X marks"));
    assert.equal(receiveText(server), "X marks");
    client.send(bytes("no X"));
    expectWouldBlock(server.receive(10));
    server.setOption(SO_DETACH_FILTER, true); // so that the connection can end
    client.close();
    server.close();
  });
});

describe("SO_LOCK_FILTER", { skip }, () => {
  eachKind(kinds, "refuses every change with EPERM, for good", (kind) => {
    using socket = create(kind);
    socket.setOption(SO_ATTACH_FILTER, pass);
    socket.setOption(SO_LOCK_FILTER, true);
    const refused = expectCode("EPERM", () => socket.setOption(SO_ATTACH_FILTER, drop));
    assert.equal(refused.message, "setsockopt EPERM SO_ATTACH_FILTER");
    expectCode("EPERM", () => socket.setOption(SO_DETACH_FILTER, true));
    expectCode("EPERM", () => socket.setOption(SO_LOCK_FILTER, false));
    assert.ok(socket.getOption(SO_GET_FILTER)?.equals(pass));
    using copy = socket.duplicate();
    expectCode("EPERM", () => copy.setOption(SO_ATTACH_FILTER, drop));
  });
});

describe("SO_ATTACH_REUSEPORT_CBPF", {
  skip: SO_ATTACH_REUSEPORT_CBPF.available ? false : "not on this platform",
}, () => {
  function group(size: number, program: FilterProgram): Socket[] {
    const first = create(udp);
    first.setOption(SO_REUSEPORT, true);
    first.setOption(SO_ATTACH_REUSEPORT_CBPF, program);
    first.bind(InternetAddress.loopback(0));
    const sockets = [first];
    while (sockets.length < size) {
      const next = create(udp);
      next.setOption(SO_REUSEPORT, true);
      next.bind(first.localAddress as SocketAddress);
      sockets.push(next);
    }
    return sockets;
  }

  it("steers datagrams among 4 sockets by their first byte, which is at 0", () => {
    const sockets = group(4, FilterProgram.assemble("ldb [0]\nmod #4\nret a"));
    const to = sockets[0]?.localAddress as SocketAddress;
    using sender = create(udp);
    const wanted: string[][] = [[], [], [], []];
    for (const letter of "abcdefghijklmnopqrstuvwxyz") {
      sender.sendTo(bytes(letter), to);
      wanted[letter.charCodeAt(0) % 4]?.push(letter);
    }
    assert.deepEqual(receivedBy(sockets, 26), wanted);
    for (const socket of sockets) socket.close();
  });

  it("a number that no socket has is left to the kernel's own choice; without a program too", () => {
    const sockets = group(4, FilterProgram.assemble("ret #4"));
    const to = sockets[0]?.localAddress as SocketAddress;
    using sender = create(udp);
    sender.bind(InternetAddress.loopback(0)); // one sender, one choice
    const send = (): number[] => {
      for (const datagram of ["one", "two", "three"]) sender.sendTo(bytes(datagram), to);
      return receivedBy(sockets, 3)
        .map(({ length }) => length)
        .sort();
    };
    assert.deepEqual(send(), [0, 0, 0, 3]);
    sockets[2]?.setOption(SO_DETACH_REUSEPORT_BPF, true);
    assert.deepEqual(send(), [0, 0, 0, 3]);
    expectCode("ENOENT", () => sockets[2]?.setOption(SO_DETACH_REUSEPORT_BPF, true));
    // Any socket of the group may give it another program.
    sockets[3]?.setOption(SO_ATTACH_REUSEPORT_CBPF, FilterProgram.assemble("ret #1"));
    sender.sendTo(bytes("four"), to);
    assert.deepEqual(receivedBy(sockets, 1), [[], ["four"], [], []]);
    for (const socket of sockets) socket.close();
  });

  it("when a socket closes, the last one takes its number", () => {
    const sockets = group(3, FilterProgram.assemble("ret #0"));
    const to = sockets[0]?.localAddress as SocketAddress;
    using sender = create(udp);
    sockets[0]?.close();
    sender.sendTo(bytes("one"), to);
    const [, second, third] = sockets as [Socket, Socket, Socket];
    assert.deepEqual(receivedBy([second, third], 1), [[], ["one"]]);
    second.close();
    third.close();
  });

  it("EINVAL without SO_REUSEPORT", () => {
    using socket = create(udp);
    expectCode("EINVAL", () => socket.setOption(SO_ATTACH_REUSEPORT_CBPF, pass));
  });
});

test("SO_ATTACH_BPF and SO_ATTACH_REUSEPORT_EBPF take descriptors of programs, and no others", { skip }, () => {
  using socket = create(udp);
  socket.setOption(SO_REUSEPORT, true);
  using other = create(udp);
  for (const option of [SO_ATTACH_BPF, SO_ATTACH_REUSEPORT_EBPF]) {
    expectCode("EINVAL", () => socket.setOption(option, other.fd));
    expectCode("EBADF", () => socket.setOption(option, 2 ** 31 - 1));
    expectRefused(RangeError, "value must be an integer from 0", () => socket.setOption(option, -1));
    expectRefused(TypeError, "value must be an integer", () => socket.setOption(option, pass as never));
  }
});

describe("mistakes", { skip }, () => {
  it("make no system call", () => {
    using socket = create(udp);
    expectRefused(TypeError, "value must be a FilterProgram", () =>
      socket.setOption(SO_ATTACH_FILTER, "ret #0" as never),
    );
    expectRefused(TypeError, "value must be a FilterProgram", () =>
      socket.setOption(SO_ATTACH_FILTER, pass.instructions as never),
    );
    expectRefused(RangeError, "1 to 4096 instructions, not 5000", () =>
      socket.setOption(SO_ATTACH_FILTER, FilterProgram.assemble("ret #0\n".repeat(5000))),
    );
    expectRefused(RangeError, "ja jumps out of the program", () =>
      socket.setOption(SO_ATTACH_FILTER, FilterProgram.from([{ code: 5, jt: 0, jf: 0, k: 1 }, ...pass.instructions])),
    );
    expectRefused(RangeError, "value must be true", () => socket.setOption(SO_DETACH_FILTER, false as never));
    expectRefused(TypeError, "SO_GET_FILTER can only be read", () => socket.setOption(SO_GET_FILTER, pass as never));
  });

  it("a closed socket is EBADF", () => {
    const socket = create(udp);
    socket.close();
    expectRefused(SocketCondition, "setsockopt EBADF", () => socket.setOption(SO_ATTACH_FILTER, pass));
  });
});

/** An option of one's own for the same number: its bytes are instructions, never a pointer. */
const raw = new SocketOption<Uint8Array, Uint8Array>(
  "raw SO_ATTACH_FILTER",
  SO_ATTACH_FILTER.id,
  65536,
  codecs.bytes.encode,
  codecs.bytes.decode,
  SOL_SOCKET,
);

describe("an option of one's own", { skip }, () => {
  it("hands over instructions; 16 bytes that would be a length and a pointer are two of them", () => {
    using socket = create(udp);
    const two = FilterProgram.assemble("ld len\nret a").encode();
    assert.equal(two.length, 16);
    socket.setOption(raw, two);
    assert.deepEqual(socket.getOption(raw), two);
  });

  it("of a length that is no multiple of an instruction's, of none, or of more than 4096: EINVAL", () => {
    using socket = create(udp);
    for (const length of [0, 1, 7, 9, 15, 4097 * 8, 65536]) {
      expectCode("EINVAL", () => socket.setOption(raw, new Uint8Array(length)));
    }
  });

  it("4096 instructions", (t) => {
    using socket = create(udp);
    const most = FilterProgram.from(new Array(4096).fill({ code: 0x06, jt: 0, jf: 0, k: 7 }));
    try {
      socket.setOption(SO_ATTACH_FILTER, most);
    } catch (error) {
      if (error instanceof SocketCondition && error.code === "ENOMEM")
        return t.skip("net.core.optmem_max is too small");
      throw error;
    }
    assert.ok(socket.getOption(SO_GET_FILTER)?.equals(most));
    assert.equal(socket.getOption(raw).length, 4096 * 8);
  });
});

// bpf_check_classic() in the kernel is what `checkProgram` says in other words.
test("fuzz: the kernel takes what we take, and refuses what we refuse", { skip }, (context) => {
  using socket = create(udp);
  const programs = new Programs(20_261_122);
  const instruction = (given: object): Uint8Array => {
    const { code, jt, jf, k } = given as { code: number; jt: number; jf: number; k: number };
    return new Uint8Array(
      [Uint16Array.of(code), Uint8Array.of(jt, jf), Uint32Array.of(k)].flatMap((part) => [
        ...new Uint8Array(part.buffer),
      ]),
    );
  };
  let taken = 0;
  let refused = 0;
  for (let round = 0; round < 6000; round++) {
    const given = programs.any(round % 20 === 0 ? 60 : 24);
    let program: FilterProgram | undefined;
    let words = "";
    try {
      program = FilterProgram.from(given);
    } catch (error) {
      assert.ok(error instanceof RangeError, String(error));
      words = error.message;
    }
    let code = "";
    try {
      socket.setOption(raw, Buffer.concat(given.map(instruction)));
    } catch (error) {
      assert.ok(error instanceof SocketCondition);
      code = error.code;
    }
    const told = (): string => `round ${round}: ${words} | ${code} | ${JSON.stringify(given)}`;
    assert.equal(code, program === undefined ? "EINVAL" : "", told());
    if (program === undefined) {
      refused += 1;
      continue;
    }
    taken += 1;
    assert.ok(socket.getOption(SO_GET_FILTER)?.equals(program), told());
  }
  context.diagnostic(`${taken} taken, ${refused} refused`);
  assert.ok(taken > 1000 && refused > 1000, `${taken} taken, ${refused} refused`);
});
