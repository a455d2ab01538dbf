/** Memberships on loopback: what each call refuses, and what the kernel does. ip(7), ipv6(7), RFC 3678. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  blockSource,
  Internet6Address,
  InternetAddress,
  interfaceIndex,
  joinGroup,
  joinSourceGroup,
  leaveGroup,
  leaveSourceGroup,
  Socket,
  SocketCondition,
  SocketDomain,
  SocketType,
  setMulticastInterface,
  setSourceFilter,
  sourceFilter,
  UnixAddress,
  unblockSource,
} from "berkeley-sockets";
import { MCAST_JOIN_GROUP, SO_REUSEADDR } from "berkeley-sockets/options";
import { orderFault, systemCallCount } from "berkeley-sockets/testing";
import { expectCode, expectRefused } from "../support/expect.ts";
import { bytes, receiveText, using } from "../support/kinds.ts";
import { loopbackInterface, withoutIpv6 } from "../support/probe.ts";

const lo = { interface: loopbackInterface } as const;
const index = interfaceIndex(loopbackInterface);
const group = "239.77.2.1";
const source = "127.0.0.1";
const skip = MCAST_JOIN_GROUP.available ? false : "this platform has no family-neutral memberships";

const create = (domain = SocketDomain.internet): Socket => Socket.create(domain, SocketType.datagram);

interface Version {
  readonly domain: SocketDomain;
  readonly group: string;
  readonly source: string;
  readonly other: string;
  readonly skip: string | false;
}
const versions: readonly Version[] = [
  {
    domain: SocketDomain.internet,
    group,
    source,
    other: "127.0.0.2",
    skip: false,
  },
  {
    domain: SocketDomain.internet6,
    group: "ff05::7702",
    source: "::1",
    other: "2001:db8::1",
    skip: withoutIpv6(),
  },
];

for (const version of versions) {
  describe(`over ${version.domain}`, { skip: skip || version.skip }, () => {
    const { domain } = version;

    it("joined and left, by name and index, text and address", () => {
      using socket = create(domain);
      const to = domain === SocketDomain.internet ? InternetAddress : Internet6Address;
      for (const where of [lo, { interface: index }]) {
        joinGroup(socket, version.group, where);
        assert.deepEqual(sourceFilter(socket, version.group, where), { mode: "exclude", sources: [] });
        leaveGroup(socket, to.from(version.group, 1), where);
        expectCode("EADDRNOTAVAIL", () => sourceFilter(socket, version.group, where));
      }
    });

    it("twice, or never joined", () => {
      using socket = create(domain);
      joinGroup(socket, version.group, lo);
      const again = expectCode("EADDRINUSE", () => joinGroup(socket, version.group, { interface: index }));
      assert.deepEqual([again.who, again.syscall], ["joinGroup", "setsockopt"]);
      assert.equal(again.message, `setsockopt EADDRINUSE ${version.group} on interface ${index}`);
      leaveGroup(socket, version.group, lo);
      assert.equal(expectCode("EADDRNOTAVAIL", () => leaveGroup(socket, version.group, lo)).who, "leaveGroup");
    });

    it("sources: in order, and out of it", () => {
      using socket = create(domain);
      const { group: to, source: from, other } = version;
      expectCode("EINVAL", () => blockSource(socket, to, from, lo));
      expectCode("EINVAL", () => leaveSourceGroup(socket, to, from, lo));
      expectCode("EADDRNOTAVAIL", () => sourceFilter(socket, to, lo));
      expectCode("EINVAL", () => setSourceFilter(socket, to, { mode: "exclude", sources: [] }, lo));

      joinGroup(socket, to, lo);
      blockSource(socket, to, from, lo);
      expectCode("EINVAL", () => joinSourceGroup(socket, to, other, lo));
      expectCode("EADDRNOTAVAIL", () => blockSource(socket, to, from, lo));
      expectCode("EADDRNOTAVAIL", () => unblockSource(socket, to, other, lo));
      unblockSource(socket, to, from, lo);
      leaveGroup(socket, to, lo);

      joinSourceGroup(socket, to, from, lo);
      const again = expectCode("EADDRNOTAVAIL", () => joinSourceGroup(socket, to, from, lo));
      assert.equal(again.who, "joinSourceGroup");
      expectCode("EADDRINUSE", () => joinGroup(socket, to, lo));
      expectCode("EADDRNOTAVAIL", () => leaveSourceGroup(socket, to, other, lo));
      leaveSourceGroup(socket, to, from, lo);
      expectCode("EADDRNOTAVAIL", () => leaveGroup(socket, to, lo));
    });

    it("many sources, and more than the system allows", () => {
      using socket = create(domain);
      const { group: to } = version;
      const six = domain === SocketDomain.internet6;
      const many = (count: number): string[] =>
        Array.from({ length: count }, (_, at) => (six ? `2001:db8::${at + 1}` : `10.0.0.${at + 1}`));
      joinGroup(socket, to, lo);
      setSourceFilter(socket, to, { mode: "exclude", sources: many(10) }, lo);
      const { mode, sources } = sourceFilter(socket, to, lo);
      assert.equal(mode, "exclude");
      assert.deepEqual(
        sources.map((address) =>
          address instanceof InternetAddress ? String(address) : (address as Internet6Address).host,
        ),
        many(10).map((text) => (six ? text : `${text}:0`)),
      );
      const tooMany = expectCode("ENOBUFS", () =>
        setSourceFilter(socket, to, { mode: "exclude", sources: many(255) }, lo),
      );
      assert.equal(tooMany.who, "setSourceFilter");
      expectRefused(RangeError, "filter.sources.length must be an integer from 0 to 500", () =>
        setSourceFilter(socket, to, { mode: "exclude", sources: new Array(600).fill(version.source) }, lo),
      );
    });

    it("an interface that does not exist", () => {
      using socket = create(domain);
      const { group: to, source: from } = version;
      const none = { interface: "no-such-dev" };
      const calls: Record<string, () => void> = {
        joinGroup: () => joinGroup(socket, to, none),
        leaveGroup: () => leaveGroup(socket, to, none),
        joinSourceGroup: () => joinSourceGroup(socket, to, from, none),
        leaveSourceGroup: () => leaveSourceGroup(socket, to, from, none),
        blockSource: () => blockSource(socket, to, from, none),
        unblockSource: () => unblockSource(socket, to, from, none),
        sourceFilter: () => void sourceFilter(socket, to, none),
        setSourceFilter: () => setSourceFilter(socket, to, { mode: "include", sources: [] }, none),
        setMulticastInterface: () => setMulticastInterface(socket, none.interface),
      };
      for (const [who, call] of Object.entries(calls)) {
        const condition = expectCode("ENODEV", call);
        assert.deepEqual([condition.who, condition.message], [who, "if_nametoindex ENODEV no-such-dev"]);
      }
      for (const call of [
        () => joinGroup(socket, to, { interface: 2 ** 31 - 1 }),
        () => joinSourceGroup(socket, to, from, { interface: 2 ** 31 - 1 }),
      ]) {
        assert.match(expectCode("ENODEV", call).message, /^setsockopt ENODEV .* on interface 2147483647$/);
      }
    });
  });
}

it("a message of IPv4 to itself", { skip }, () => {
  using socket = create();
  socket.bind(InternetAddress.any(0));
  joinGroup(socket, group, lo);
  setMulticastInterface(socket, loopbackInterface);
  const { port } = socket.localAddress as InternetAddress;
  socket.sendTo(bytes("hello"), InternetAddress.from(group, port));
  assert.equal(receiveText(socket), "hello");
});

it("sockets that share a port each have the datagram", { skip }, () => {
  using sender = create();
  setMulticastInterface(sender, loopbackInterface);
  const sockets = [create(), create(), create()] as const;
  using([...sockets], (...open) => {
    let port = 0;
    for (const socket of open) {
      socket.setOption(SO_REUSEADDR, true);
      socket.bind(InternetAddress.any(port));
      port = (socket.localAddress as InternetAddress).port;
      joinGroup(socket, group, lo);
    }
    sender.sendTo(bytes("to all"), InternetAddress.from(group, port));
    assert.deepEqual(
      open.map((socket) => receiveText(socket)),
      ["to all", "to all", "to all"],
    );
  });
});

describe("zones", { skip: skip || withoutIpv6() }, () => {
  it("say the interface, by number or name, in a text or an address", () => {
    using socket = create(SocketDomain.internet6);
    for (const to of ["ff02::7703%lo", `ff02::7703%${index}`, Internet6Address.from("ff02::7703%lo", 9)]) {
      joinGroup(socket, to);
      expectCode("EADDRINUSE", () => joinGroup(socket, "ff02::7703", lo));
      leaveGroup(socket, "ff02::7703%lo", lo);
    }
    joinSourceGroup(socket, "ff32::7703", "fe80::1%lo");
    leaveSourceGroup(socket, "ff32::7703%lo", "fe80::1");
  });

  it("must agree with the interface", () => {
    using socket = create(SocketDomain.internet6);
    const other = index + 1;
    expectRefused(RangeError, `options.interface must be that of the zone of ff02::1%${index}, not ${other}`, () =>
      joinGroup(socket, `ff02::1%${index}`, { interface: other }),
    );
    assert.throws(() => joinGroup(socket, "ff02::1%lo", { interface: other }), RangeError);
    assert.throws(() => joinSourceGroup(socket, "ff32::1%lo", `fe80::1%${other}`), RangeError);
    const condition = expectCode("ENODEV", () => joinGroup(socket, "ff02::1%no-such-dev"));
    assert.deepEqual([condition.who, condition.message], ["joinGroup", "if_nametoindex ENODEV no-such-dev"]);
    expectCode("ENODEV", () => joinSourceGroup(socket, "ff32::1", "fe80::1%no-such-dev"));
  });
});

describe("mistakes make no system call", { skip }, () => {
  const refused = (
    type: typeof TypeError | typeof RangeError,
    words: string,
    call: (socket: Socket) => unknown,
  ): void => using([create()], (socket) => expectRefused(type, words, () => call(socket)));

  it("a group that is no group", () => {
    for (const none of [
      "10.1.2.3",
      "0.0.0.0",
      "255.255.255.255",
      "240.0.0.1",
      "::1",
      "fe80::1%1",
      "::ffff:239.1.2.3",
    ]) {
      refused(RangeError, `group must be a multicast address, of 224.0.0.0/4 or ff00::/8, not '${none}'`, (socket) =>
        joinGroup(socket, none, lo),
      );
    }
    refused(RangeError, "group must be a multicast address", (socket) => joinGroup(socket, InternetAddress.any(0)));
    refused(RangeError, "group must be an IPv4 or IPv6 address, or the text of one, not 'everybody'", (socket) =>
      joinGroup(socket, "everybody"),
    );
    refused(TypeError, "group must be an IPv4 or IPv6 address", (socket) => joinGroup(socket, new UnixAddress("/x")));
    refused(TypeError, "group must be an IPv4 or IPv6 address", (socket) => leaveGroup(socket, 0xef01_0203 as never));
  });

  it("a source of another kind", () => {
    refused(RangeError, "source must be an address of the group's domain, internet, not '::1'", (socket) =>
      joinSourceGroup(socket, group, "::1"),
    );
    refused(RangeError, "filter.sources[1] must be an address of the group's domain", (socket) =>
      setSourceFilter(socket, group, { mode: "include", sources: ["10.0.0.1", "::1"] }),
    );
    refused(TypeError, "source must be an IPv4 or IPv6 address", (socket) =>
      blockSource(socket, group, undefined as never),
    );
  });

  it("an interface that can be none, and options that are none", () => {
    refused(TypeError, "options.interface must be an interface's name or index", (socket) =>
      joinGroup(socket, group, { interface: true as never }),
    );
    for (const wrong of [-1, 0.5, 2 ** 31]) {
      refused(RangeError, "options.interface must be an integer", (socket) =>
        joinGroup(socket, group, { interface: wrong }),
      );
    }
    for (const wrong of ["", "l\0o"]) {
      refused(RangeError, "options.interface must be", (socket) => joinGroup(socket, group, { interface: wrong }));
    }
    refused(TypeError, "options has no member device; it takes interface", (socket) =>
      joinGroup(socket, group, { device: "lo" } as never),
    );
    refused(TypeError, "options must be an object", (socket) => joinGroup(socket, group, "lo" as never));
    refused(TypeError, "interface must be an interface's name or index", (socket) =>
      setMulticastInterface(socket, undefined as never),
    );
    refused(TypeError, "filter must be an object", (socket) => setSourceFilter(socket, group, null as never));
    refused(RangeError, 'filter.mode must be "include" or "exclude"', (socket) =>
      setSourceFilter(socket, group, { mode: "all" as "include", sources: [] }),
    );
    refused(TypeError, "filter.sources must be an array", (socket) =>
      setSourceFilter(socket, group, { mode: "include", sources: "10.0.0.1" as never }),
    );
  });

  it("a socket that is none, closed, or of a domain without multicast", () => {
    expectRefused(TypeError, "socket must be a Socket", () => joinGroup({ fd: 3 } as never, group));
    expectRefused(TypeError, "socket must be a Socket", () => setMulticastInterface(null as never, loopbackInterface));
    const closed = create();
    closed.close();
    for (const call of [
      () => joinGroup(closed, group, lo),
      () => leaveSourceGroup(closed, group, source, lo),
      () => setMulticastInterface(closed, loopbackInterface),
      () => setSourceFilter(closed, group, { mode: "include", sources: [] }, lo),
    ]) {
      expectRefused(SocketCondition, "setsockopt EBADF", call);
    }
    expectRefused(SocketCondition, "getsockopt EBADF", () => sourceFilter(closed, group, lo));
    using unix = create(SocketDomain.unix);
    expectRefused(RangeError, "socket must be one of internet or internet6", () =>
      setMulticastInterface(unix, loopbackInterface),
    );
    expectCode("ENOTSUP", () => joinGroup(unix, group, lo));
    using four = create();
    expectCode("ENOPROTOOPT", () => joinGroup(four, "ff05::7702", lo));
  });

  it("an interface by index is one system call, by name two", () => {
    using socket = create();
    const count = (call: () => void): number => {
      const before = systemCallCount();
      call();
      return systemCallCount() - before;
    };
    assert.equal(
      count(() => joinGroup(socket, group, { interface: index })),
      1,
    );
    assert.equal(
      count(() => sourceFilter(socket, group, { interface: index })),
      1,
    );
    assert.equal(
      count(() => leaveGroup(socket, group, lo)),
      2,
    );
    assert.equal(
      count(() => setMulticastInterface(socket, index)),
      1,
    );
  });
});

it("what the system call fails with is told with the group and the interface", { skip }, () => {
  using socket = create();
  joinGroup(socket, group, lo);
  setSourceFilter(socket, group, { mode: "include", sources: ["10.0.0.1", "10.0.0.2"] }, lo);
  const fault = orderFault({ syscall: "getsockopt", errno: "EADDRNOTAVAIL" });
  try {
    const condition = expectCode("EADDRNOTAVAIL", () => sourceFilter(socket, group, lo));
    assert.equal(condition.message, `getsockopt EADDRNOTAVAIL ${group} on interface ${index}`);
  } finally {
    fault.cancel();
  }
  assert.equal(sourceFilter(socket, group, lo).sources.length, 2);
});
