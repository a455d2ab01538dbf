/** listenOn… of `simple` on IP: bind(2), listen(2), SO_REUSEADDR, IPV6_V6ONLY. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AddressInfoCondition, InternetAddress, type Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { IPV6_V6ONLY, SO_ACCEPTCONN, SO_EXCLUSIVEADDRUSE, SO_REUSEADDR, SO_REUSEPORT } from "berkeley-sockets/options";
import {
  acceptIpv4Connection,
  acceptIpv6Connection,
  connectToIpv4Host,
  connectToIpv6Host,
  ipv6AddressToString,
  ListenCondition,
  listenOnHost,
  listenOnIpv4Socket,
  listenOnIpv6Socket,
} from "berkeley-sockets/simple";
import { withFaults } from "berkeley-sockets/testing";
import { tcp } from "../support/each-kind.ts";
import { expectCode, expectRefused } from "../support/expect.ts";
import { create, using } from "../support/kinds.ts";
import { untilFree } from "../support/ports.ts";
import { withoutIpv6 } from "../support/probe.ts";

const skip = withoutIpv6();
const RESTART_OPTION = SO_EXCLUSIVEADDRUSE.available ? SO_EXCLUSIVEADDRUSE : SO_REUSEADDR;

function nameOf(listener: Socket): [string, number] {
  const { host, port } = listener.localAddress as InternetAddress & { host?: string };
  return [String(listener.localAddress).replace(`:${port}`, "") || (host ?? ""), port];
}

describe("listenOnIpv4Socket", () => {
  for (const [given, host] of [
    [true, "127.0.0.1"],
    [false, "0.0.0.0"],
    ["127.0.0.3", "127.0.0.3"],
  ] as const) {
    it(`${given} is ${host}`, () => {
      using([listenOnIpv4Socket(given, 0, 3)], (listener) => {
        const [name, port] = nameOf(listener);
        assert.equal(name, host);
        assert.ok(port > 0);
        assert.equal(listener.getOption(SO_ACCEPTCONN), true);
        assert.equal(listener.getOption(RESTART_OPTION), true);
        assert.equal(listener.getOption(SO_REUSEPORT), false);
        assert.equal(listener.nonblocking, true);
        assert.deepEqual([listener.domain, listener.type], [SocketDomain.internet, SocketType.stream]);
      });
    });
  }

  it("a port that is taken is a ListenCondition with the address", () => {
    using([listenOnIpv4Socket(true, 0, 3)], (listener) => {
      const [, port] = nameOf(listener);
      const condition = expectCode("EADDRINUSE", () => listenOnIpv4Socket(true, port, 3));
      assert.ok(condition instanceof ListenCondition);
      assert.deepEqual(
        [condition.who, condition.syscall, condition.address, condition.port],
        ["listenOnIpv4Socket", "bind", "127.0.0.1", port],
      );
      assert.equal(condition.message, `bind EADDRINUSE 127.0.0.1:${port}`);
    });
  });

  it("an address that this machine has not", () => {
    const condition = expectCode("EADDRNOTAVAIL", () => listenOnIpv4Socket("192.0.2.1", 0, 3));
    assert.ok(condition instanceof ListenCondition);
  });

  it("a port can be listened on again while its last connection lingers in TIME_WAIT", () => {
    const listener = listenOnIpv4Socket(true, 0, 3);
    const [, port] = nameOf(listener);
    const client = connectToIpv4Host("127.0.0.1", null, port);
    acceptIpv4Connection(listener).close(); // the side that closes first has the waiting
    assert.equal(client.receive(1) instanceof Uint8Array, true);
    client.close();
    listener.close();
    listenOnIpv4Socket(true, port, 3).close();
  });

  it("arguments are checked before any system call", () => {
    for (const address of ["::1", "localhost", "", "127.0.0.1:80", "127.1", "256.0.0.1"]) {
      expectRefused(RangeError, "IPv4", () => listenOnIpv4Socket(address, 0, 1));
    }
    expectRefused(TypeError, "address", () => listenOnIpv4Socket(null as never, 0, 1));
    for (const port of [-1, 65536, 0.5]) expectRefused(RangeError, "port", () => listenOnIpv4Socket(true, port, 1));
    for (const backlog of [-1, 2 ** 31, 1.5]) {
      expectRefused(RangeError, "backlog", () => listenOnIpv4Socket(true, 0, backlog));
    }
    expectRefused(TypeError, "backlog", () => listenOnIpv4Socket(true, 0, undefined as never));
  });
});

describe("listenOnIpv6Socket", { skip }, () => {
  for (const [given, host] of [
    [true, "[::1]"],
    [false, "[::]"],
    ["::1", "[::1]"],
  ] as const) {
    it(`${given} is ${host}, and IPv6 alone`, () => {
      using([listenOnIpv6Socket(given, 0, 3)], (listener) => {
        assert.equal(nameOf(listener)[0], host);
        assert.equal(listener.getOption(IPV6_V6ONLY), true);
        assert.equal(listener.getOption(RESTART_OPTION), true);
      });
    });
  }

  it("leaves IPv4 to others, unless dualStack", () => {
    untilFree(() => {
      using listener = listenOnIpv6Socket(false, 0, 3);
      const [, port] = nameOf(listener);
      using keeper = create(tcp); // so that nobody else listens there
      keeper.setOption(SO_REUSEADDR, true);
      keeper.bind(InternetAddress.loopback(port));
      expectCode("ECONNREFUSED", () => connectToIpv4Host("127.0.0.1", null, port));
      listenOnIpv4Socket(false, port, 3).close();
    });
    using([listenOnIpv6Socket(false, 0, 3, { dualStack: true })], (listener) => {
      const [, port] = nameOf(listener);
      assert.equal(listener.getOption(IPV6_V6ONLY), false);
      using four = connectToIpv4Host("127.0.0.1", null, port);
      const bytes = new Uint8Array(16);
      acceptIpv6Connection(listener, bytes).close();
      assert.equal(ipv6AddressToString(bytes), "0000:0000:0000:0000:0000:FFFF:7F00:0001");
      using six = connectToIpv6Host("::1", null, port);
      acceptIpv6Connection(listener, bytes).close();
      assert.equal(ipv6AddressToString(bytes), "0000:0000:0000:0000:0000:0000:0000:0001");
      assert.ok(!four.closed && !six.closed);
    });
  });

  it("an unknown zone is a ListenCondition", () => {
    const condition = expectCode("ENODEV", () => listenOnIpv6Socket("fe80::1%no-such-zone", 0, 1));
    assert.ok(condition instanceof ListenCondition);
  });

  it("arguments are checked before any system call", () => {
    for (const address of ["127.0.0.1", "", "[::1]", "::g"]) {
      expectRefused(RangeError, "IPv6", () => listenOnIpv6Socket(address, 0, 1));
    }
    expectRefused(TypeError, "dualstack", () => listenOnIpv6Socket(true, 0, 1, { dualstack: true } as never));
    expectRefused(TypeError, "dualStack", () => listenOnIpv6Socket(true, 0, 1, { dualStack: 1 } as never));
  });
});

describe("listenOnHost", () => {
  it("null is every interface, IPv6 and IPv4 in one", { skip }, () => {
    using([listenOnHost(null, 0)], (listener) => {
      assert.equal(nameOf(listener)[0], "[::]");
      assert.equal(listener.getOption(IPV6_V6ONLY), false);
      connectToIpv4Host("127.0.0.1", null, nameOf(listener)[1]).close();
      connectToIpv6Host("::1", null, nameOf(listener)[1]).close();
    });
    using([listenOnHost(null, 0, { dualStack: false })], (listener) => {
      assert.equal(listener.getOption(IPV6_V6ONLY), true);
    });
  });

  it("null on a machine without IPv6 is every interface of IPv4", () => {
    for (const [syscall, errno] of [
      ["socket", "EAFNOSUPPORT"],
      ["bind", "EADDRNOTAVAIL"],
    ] as const) {
      using([withFaults([{ syscall, errno }], () => listenOnHost(null, 0))], (listener) => {
        assert.equal(nameOf(listener)[0], "0.0.0.0");
      });
    }
    withFaults([{ syscall: "bind", errno: "EACCES" }], () => {
      assert.ok(expectCode("EACCES", () => listenOnHost(null, 80)) instanceof ListenCondition);
    });
  });

  it("a name is looked up, figures are taken as they are", { skip }, () => {
    for (const [host, names] of [
      ["localhost", ["127.0.0.1", "[::1]"]],
      ["127.0.0.2", ["127.0.0.2"]],
      ["::1", ["[::1]"]],
    ] as const) {
      using([listenOnHost(host, 0, { backlog: 7 })], (listener) => {
        assert.ok((names as readonly string[]).includes(nameOf(listener)[0]));
      });
    }
  });

  it("a name that is unknown, an address that is taken", () => {
    const unknown = expectCode("EAI_NONAME", () => listenOnHost("no such host", 0));
    assert.ok(unknown instanceof ListenCondition && unknown.cause instanceof AddressInfoCondition);
    using([listenOnHost("127.0.0.1", 0)], (listener) => {
      const taken = expectCode("EADDRINUSE", () => listenOnHost("127.0.0.1", nameOf(listener)[1]));
      assert.ok(taken instanceof ListenCondition);
      assert.equal(taken.who, "listenOnHost");
    });
  });

  it("reusePort shares a port", () => {
    using([listenOnHost("127.0.0.1", 0, { reusePort: true })], (first) => {
      assert.equal(first.getOption(SO_REUSEPORT), true);
      using second = listenOnHost("127.0.0.1", nameOf(first)[1], { reusePort: true });
      assert.ok(second.localAddress?.equals(first.localAddress as InternetAddress));
    });
  });

  it("arguments are checked before any system call", () => {
    expectRefused(RangeError, "host", () => listenOnHost("", 0));
    expectRefused(RangeError, "host", () => listenOnHost("a\0b", 0));
    expectRefused(TypeError, "host", () => listenOnHost(true as never, 0));
    expectRefused(RangeError, "port", () => listenOnHost(null, 65536));
    expectRefused(RangeError, "backlog", () => listenOnHost(null, 0, { backlog: -1 }));
    expectRefused(TypeError, "reusePort", () => listenOnHost(null, 0, { reusePort: "yes" as never }));
    expectRefused(TypeError, "reuseport", () => listenOnHost(null, 0, { reuseport: true } as never));
  });

  it("a step that fails leaves no descriptor", () => {
    for (const syscall of ["socket", "setsockopt", "bind", "listen"] as const) {
      withFaults([{ syscall, errno: "EPERM" }], () => {
        const condition = expectCode("EPERM", () => listenOnIpv4Socket(true, 0, 1));
        assert.ok(condition instanceof ListenCondition);
        assert.equal(condition.syscall, syscall);
      });
    }
  });
});

it("SO_REUSEADDR is set before bind", () => {
  withFaults([{ syscall: "bind", errno: "EADDRINUSE" }], () => {
    withFaults([{ syscall: "setsockopt", errno: "EPERM" }], () => {
      expectCode("EPERM", () => listenOnIpv4Socket(true, 0, 1));
    });
  });
});
