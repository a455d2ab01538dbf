import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import {
  type CredentialsMessage,
  codecs,
  peerCredentials,
  Socket,
  SocketOption,
  SocketType,
  UnixAddress,
} from "berkeley-sockets";
import { SO_PASSCRED } from "berkeley-sockets/options";
import { openDescriptors } from "berkeley-sockets/testing";
import { decodeUcred, decodeXucred, groupsIn } from "../../src/bsd/peer-credentials.ts";
import { constants } from "../../src/sys/constants.ts";
import { finished, firstLine, spawnPython } from "../support/child.ts";
import {
  eachKind,
  kindOf,
  tcp,
  udp,
  unixConnectedKinds,
  unixDatagram,
  unixKinds,
  unixPacket,
  unixStream,
} from "../support/each-kind.ts";
import { expectCode, expectRefused } from "../support/expect.ts";
import { bound, bytes, connectedPair, create, listener, using, waitFor } from "../support/kinds.ts";
import { bigEndian, linux64, macos } from "../support/layouts.ts";
import { controlOf, kindsIn, leavesNoneOpen, receive, sendByte } from "../support/messages.ts";
import { notRoot, withoutProgram } from "../support/probe.ts";

/** Who is at the other end: SCM_CREDENTIALS, SCM_PIDFD and SO_PEERCRED of unix(7). */

const mine = { pid: process.pid, uid: process.geteuid?.() as number, gid: process.getegid?.() as number };
const passPidfd = new SocketOption(
  "SO_PASSPIDFD",
  constants.SO_PASSPIDFD,
  4,
  codecs.boolean.encode,
  codecs.boolean.decode,
);

/** The process behind a descriptor of pidfd_open(2). */
function pidOf(fd: number): number {
  return Number(/^Pid:\s*(-?\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, "utf8"))?.[1]);
}

eachKind(unixKinds, "credentials come with each message once they are asked for, told or not", (kind) => {
  using(connectedPair(kind), (first, second) => {
    first.send(bytes("x"));
    assert.deepEqual(receive(second).control, []);
    second.setOption(SO_PASSCRED, true);
    sendByte(first, []);
    assert.deepEqual(controlOf(receive(second), "credentials"), { kind: "credentials", ...mine });
    for (const parts of [{}, { pid: process.pid }, mine]) {
      sendByte(first, [{ kind: "credentials", ...parts }]);
      assert.deepEqual(controlOf(receive(second), "credentials"), { kind: "credentials", ...mine });
    }
  });
});

test("credentials of others need a privilege", { skip: notRoot }, () => {
  using(connectedPair(unixDatagram), (first, second) => {
    second.setOption(SO_PASSCRED, true);
    const other: CredentialsMessage = { kind: "credentials", pid: 1, uid: 1234, gid: 4321 };
    sendByte(first, [other]);
    assert.deepEqual(controlOf(receive(second), "credentials"), other);
    // A process that there is not.
    expectCode("ESRCH", () => sendByte(first, [{ kind: "credentials", pid: 2147483647 }]));
  });
});

test("without the privilege they are EPERM", { skip: notRoot }, () => {
  using(connectedPair(unixDatagram), (first, _second) => {
    try {
      process.seteuid?.(1);
      expectCode("EPERM", () => sendByte(first, [{ kind: "credentials", uid: 1234 }]));
    } finally {
      process.seteuid?.(0);
    }
  });
});

eachKind(unixKinds, "a descriptor of the sending process", (kind) => {
  if (!passPidfd.available) return;
  leavesNoneOpen(() =>
    using(connectedPair(kind), (first, second) => {
      second.setOption(passPidfd, true);
      sendByte(first, []);
      const message = receive(second);
      assert.deepEqual(kindsIn(message), ["pidfd"]);
      const { descriptor } = controlOf(message, "pidfd");
      assert.ok(descriptor !== undefined);
      assert.equal(pidOf(descriptor.fd), process.pid);
      descriptor.close();
      // Together with descriptors, in the order of the kernel's own.
      second.setOption(SO_PASSCRED, true);
      sendByte(first, [{ kind: "rights", descriptors: [first] }]);
      const all = receive(second);
      assert.deepEqual(kindsIn(all), ["credentials", "pidfd", "rights"]);
      controlOf(all, "pidfd").descriptor?.close();
      for (const each of controlOf(all, "rights").descriptors) each.close();
    }),
  );
});

test("a room too small for a descriptor of a process leaves none open", {
  skip: passPidfd.available ? false : "no SO_PASSPIDFD",
}, () => {
  leavesNoneOpen(() =>
    using(connectedPair(unixDatagram), (first, second) => {
      second.setOption(passPidfd, true);
      for (let controlSize = 0; controlSize < 30; controlSize++) {
        sendByte(first, []);
        waitFor(second);
        const message = second.receiveMessage({ size: 1, controlSize });
        assert.ok("control" in message);
        assert.equal(message.flags.controlTruncated, controlSize < 20);
        for (const each of message.control) if (each.kind === "pidfd") each.descriptor?.close();
      }
    }),
  );
});

/** A listener, and a python3 that connects to it and stays until told; with what of its process it should change. */
async function withPeer(
  type: SocketType,
  change: string,
  body: (connection: Socket, pid: number) => void | Promise<void>,
): Promise<void> {
  const [listening, address] = listener(kindOf(unixStream.domain, type));
  assert.ok(address instanceof UnixAddress);
  const child = spawnPython(`
import os, socket
s = socket.socket(socket.AF_UNIX, socket.${type === SocketType.stream ? "SOCK_STREAM" : "SOCK_SEQPACKET"})
${change}
s.connect(${JSON.stringify(address.path)})
print(os.getpid())
s.recv(1)`);
  const end = finished(child);
  const pid = Number(await firstLine(child));
  waitFor(listening);
  const [connection] = listening.accept();
  assert.ok(connection !== undefined);
  try {
    await body(connection, pid);
  } finally {
    connection.close();
    listening.close();
    const { code, err } = await end;
    assert.equal(code, 0, err);
  }
}

const noPython = withoutProgram("python3");

describe("peerCredentials", () => {
  eachKind(unixKinds, "of a pair: this process, with its groups", (kind) => {
    using(Socket.pair(kind.domain, kind.type), (first, _second) => {
      const { groups, ...credentials } = peerCredentials(first);
      assert.deepEqual(credentials, { ...mine, pidfd: undefined });
      const own = process.getgroups?.().filter((group) => group !== mine.gid);
      assert.deepEqual(
        groups?.filter((group) => group !== mine.gid),
        own,
      );
    });
  });

  eachKind(unixConnectedKinds, "of a connection, at both ends; of the listener there is nobody", (kind) => {
    using(connectedPair(kind), (client, server) => {
      assert.equal(peerCredentials(client).pid, process.pid);
      assert.equal(peerCredentials(server).pid, process.pid);
    });
    using([create(kind)], (socket) => expectCode("ENOTCONN", () => peerCredentials(socket)));
  });

  for (const type of [unixStream.type, unixPacket.type]) {
    test(`${type}: another process`, { skip: noPython }, async () => {
      await withPeer(type, "", (connection, pid) => {
        const { groups, ...credentials } = peerCredentials(connection);
        assert.deepEqual(credentials, { ...mine, pid, pidfd: undefined });
        assert.ok(Array.isArray(groups));
      });
    });

    test(`${type}: of another user, with groups`, { skip: noPython || notRoot }, async () => {
      const many = Array.from({ length: 600 }, (_, index) => 2000 + index);
      for (const [text, groups] of [
        ["os.setgroups([7, 1000, 4294967294]); os.setresgid(1001, 1002, 1003)", [7, 1000, 4294967294]],
        [`os.setgroups([${many}]); os.setresgid(1001, 1002, 1003)`, many],
      ] as const) {
        await withPeer(type, text, (connection, pid) => {
          const credentials = peerCredentials(connection);
          assert.deepEqual(credentials, { pid, uid: 0, gid: 1002, groups: [...groups], pidfd: undefined });
        });
      }
    });
  }

  test("a descriptor of the process, by request", { skip: noPython }, async () => {
    if (constants.SO_PEERPIDFD === undefined) return;
    await withPeer(unixStream.type, "", (connection, pid) => {
      leavesNoneOpen(() => {
        const { pidfd } = peerCredentials(connection, { pidfd: true });
        assert.ok(pidfd !== undefined);
        assert.ok(openDescriptors().includes(pidfd.fd));
        assert.equal(pidOf(pidfd.fd), pid);
        pidfd.close();
      });
    });
  });

  test("a datagram socket that is no pair has no peer, but its messages have a sender", {
    skip: noPython,
  }, async () => {
    const [socket, address] = bound(unixDatagram);
    assert.ok(address instanceof UnixAddress);
    expectCode("ENOTCONN", () => peerCredentials(socket));
    socket.setOption(SO_PASSCRED, true);
    const child = spawnPython(`
import os, socket
socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"x", ${JSON.stringify(address.path)})
print(os.getpid())`);
    const end = finished(child);
    const { out } = await end;
    using([socket], () => assert.equal(controlOf(receive(socket), "credentials").pid, Number(out)));
  });

  test("arguments", () => {
    expectRefused(TypeError, "socket must be a Socket", () => peerCredentials({} as never));
    using([create(tcp), create(udp)], (stream, datagram) => {
      expectRefused(RangeError, "socket must be a Unix socket", () => peerCredentials(stream));
      expectRefused(RangeError, "socket must be a Unix socket", () => peerCredentials(datagram));
    });
    using(connectedPair(unixStream), (first, _second) => {
      expectRefused(TypeError, "options has no member pid", () => peerCredentials(first, { pid: true } as never));
      expectRefused(TypeError, "options.pidfd must be a boolean", () => peerCredentials(first, { pidfd: 1 } as never));
      first.close();
      expectCode("EBADF", () => peerCredentials(first));
    });
  });

  test("the kernel's structs, of this machine's layout and of others", () => {
    const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));
    const expected = { pid: 0x1234, uid: 1000, gid: 0xffff_fffe };
    assert.deepEqual(decodeUcred(linux64, hex("34120000 e8030000 feffffff")), expected);
    assert.deepEqual(decodeUcred(bigEndian, hex("00001234 000003e8 fffffffe")), expected);
    assert.deepEqual(groupsIn(bigEndian, hex("00000001 fffffffe")), [1, 0xffff_fffe]);
    const list = "14000000 50000000 0c000000";
    const xucred = hex(`00000000 f5010000 0300 0000 ${list} ${"00".repeat(52)}`);
    assert.deepEqual(decodeXucred(macos, xucred), { uid: 501, gid: 20, groups: [20, 80, 12] });
    xucred[8] = 200; // more than there are
    assert.equal(decodeXucred(macos, xucred).groups.length, 16);
  });
});
