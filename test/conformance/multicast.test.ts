/**
 * Multicast between two network namespaces that are joined by two pairs of interfaces, with python3 at the other
 * end: which interface it goes by and comes by, from whom, how far, and back. ip(7), ipv6(7), RFC 3678.
 */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import {
  blockSource,
  Internet6Address,
  InternetAddress,
  interfaceIndex,
  joinGroup,
  joinSourceGroup,
  leaveGroup,
  leaveSourceGroup,
  type MulticastOptions,
  Socket,
  type SocketAddress,
  SocketDomain,
  SocketType,
  setMulticastInterface,
  setSourceFilter,
  sourceFilter,
  unblockSource,
} from "berkeley-sockets";
import {
  IP_ADD_MEMBERSHIP,
  IP_ADD_SOURCE_MEMBERSHIP,
  IP_MULTICAST_ALL,
  IP_MULTICAST_IF,
  IP_MULTICAST_LOOP,
  IP_MULTICAST_TTL,
  IPV6_JOIN_GROUP,
  IPV6_MULTICAST_ALL,
  IPV6_MULTICAST_HOPS,
  IPV6_MULTICAST_IF,
  IPV6_MULTICAST_LOOP,
  SO_BINDTODEVICE,
} from "berkeley-sockets/options";
import { systemCallCount } from "berkeley-sockets/testing";
import { expectCode, expectWouldBlock } from "../support/expect.ts";
import { inNamespace } from "../support/in-namespace.ts";
import { bytes, receiveText, waitFor } from "../support/kinds.ts";
import { Witness } from "../support/witness.ts";

/** What differs between the versions of IP. */
interface Version {
  readonly name: string;
  readonly six: boolean;
  readonly domain: SocketDomain;
  readonly group: string;
  /** A group of source-specific multicast. */
  readonly specific: string;
  /** The witness's two addresses behind a0. */
  readonly sources: readonly [string, string];
  readonly elsewhere: string;
  any(port: number): SocketAddress;
  at(text: string, port: number): SocketAddress;
}

const versions: readonly Version[] = [
  {
    name: "IPv4",
    six: false,
    domain: SocketDomain.internet,
    group: "239.77.1.2",
    specific: "232.77.1.2",
    sources: ["10.77.1.2", "10.77.1.3"],
    elsewhere: "10.77.9.9",
    any: (port) => InternetAddress.any(port),
    at: (text, port) => InternetAddress.from(text, port),
  },
  {
    name: "IPv6",
    six: true,
    domain: SocketDomain.internet6,
    group: "ff02::7701",
    specific: "ff32::7701",
    sources: ["fe80::2", "fe80::3"],
    elsewhere: "fe80::99",
    any: (port) => Internet6Address.any(port),
    at: (text, port) => Internet6Address.from(text, port),
  },
];

function datagramSocket(version: Version): Socket {
  return Socket.create(version.domain, SocketType.datagram);
}

/** Bound to a port on any address; hears only of its own memberships. */
function listener(version: Version, port = 0): Socket {
  const socket = datagramSocket(version);
  socket.bind(version.any(port));
  socket.setOption(version.six ? IPV6_MULTICAST_ALL : IP_MULTICAST_ALL, false);
  return socket;
}

const portOf = (socket: Socket): number => (socket.localAddress as InternetAddress | Internet6Address).port;

/** The groups that an interface has, by the kernel's own tables. */
function groupsOf(version: Version, device: string): string[] {
  if (version.six) {
    return readFileSync("/proc/self/net/igmp6", "utf8")
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter(([, name]) => name === device)
      .map(([, , address]) => address as string);
  }
  const groups: string[] = [];
  let current = "";
  for (const line of readFileSync("/proc/self/net/igmp", "utf8").split("\n")) {
    current = /^\d+\s+(\S+)/.exec(line)?.[1] ?? current;
    const [, group] = /^\s+([0-9A-F]{8})\s/.exec(line) ?? [];
    if (group !== undefined && current === device) groups.push(group);
  }
  return groups;
}

/** A group as those tables have it. */
function entry(version: Version, group: string): string {
  if (version.six) return Buffer.from(Internet6Address.from(group, 0).ip).toString("hex");
  // The bytes in network order, read as a number of the machine's.
  const value = InternetAddress.from(group, 0).encode().subarray(4, 8);
  return new Uint32Array(value.slice().buffer)[0]?.toString(16).toUpperCase().padStart(8, "0") as string;
}

inNamespace(import.meta.url, "two interfaces to another machine", () => {
  let witness: Witness;
  before(async () => {
    witness = await Witness.start();
  });
  after(() => witness.end());

  for (const version of versions) {
    const { group, specific, six, sources } = version;
    const [first, second] = sources;

    describe(version.name, () => {
      const sendThere = (data: string, port: number, by: "a1" | "b1", more: object = {}): Promise<unknown> =>
        witness.ask("send", { data, six, to: group, port, interface: by, ...more });

      const sendPlain = (data: string, port: number, by: "a1" | "b1"): Promise<unknown> =>
        sendThere(data, port, by, { to: six ? "fe80::1" : `10.77.${by === "a1" ? 1 : 2}.1` });

      it("what is sent goes by the interface that was chosen, by name or index", async () => {
        const port = await witness.ask<number>("listen", { id: "a", six, group, port: 0, interface: "a1" });
        const other = await witness.ask<number>("listen", { id: "b", six, group, port: 0, interface: "b1" });
        using socket = datagramSocket(version);
        for (const [byA, byB] of [
          ["a0", "b0"],
          [interfaceIndex("a0"), interfaceIndex("b0")],
        ] as const) {
          setMulticastInterface(socket, byA);
          socket.sendTo(bytes("by a"), version.at(group, port));
          socket.sendTo(bytes("not to b"), version.at(group, other));
          setMulticastInterface(socket, byB);
          socket.sendTo(bytes("by b"), version.at(group, other));
          socket.sendTo(bytes("not to a"), version.at(group, port));
          setMulticastInterface(socket, byA);
          socket.sendTo(bytes("end a"), version.at(group, port));
          const seen = [await witness.receive("a"), await witness.receive("a"), await witness.receive("b")];
          assert.deepEqual(
            seen.map(({ data }) => data),
            ["by a", "end a", "by b"],
          );
          assert.deepEqual(
            seen.map(({ sender }) => sender[0].replace(/%.*/, "")),
            six ? ["fe80::1", "fe80::1", "fe80::1"] : ["10.77.1.1", "10.77.1.1", "10.77.2.1"],
          );
        }
        await witness.ask("close", { id: "a" });
        await witness.ask("close", { id: "b" });
      });

      it("by the options themselves, which read back", async () => {
        const port = await witness.ask<number>("listen", { id: "b", six, group, port: 0, interface: "b1" });
        using socket = datagramSocket(version);
        const index = interfaceIndex("b0");
        if (six) {
          socket.setOption(IPV6_MULTICAST_IF, index);
          assert.equal(socket.getOption(IPV6_MULTICAST_IF), index);
        } else {
          socket.setOption(IP_MULTICAST_IF, { address: "10.77.2.1" });
          assert.deepEqual(socket.getOption(IP_MULTICAST_IF), { address: "10.77.2.1" });
          socket.sendTo(bytes("by address"), version.at(group, port));
          assert.equal((await witness.receive("b")).data, "by address");
          socket.setOption(IP_MULTICAST_IF, index);
        }
        socket.sendTo(bytes("by index"), version.at(group, port));
        assert.equal((await witness.receive("b")).data, "by index");
        await witness.ask("close", { id: "b" });
      });

      it("how far it goes: TTL, hops", async () => {
        const port = await witness.ask<number>("listen", { id: "a", six, group, port: 0, interface: "a1" });
        using socket = datagramSocket(version);
        setMulticastInterface(socket, "a0");
        for (const hops of [undefined, 7, 255]) {
          if (hops !== undefined) socket.setOption(six ? IPV6_MULTICAST_HOPS : IP_MULTICAST_TTL, hops);
          socket.sendTo(bytes("far"), version.at(group, port));
          assert.equal((await witness.receive("a")).hops, hops ?? 1);
        }
        await witness.ask("close", { id: "a" });
      });

      it("loop: whether this machine hears itself", async () => {
        const port = await witness.ask<number>("listen", { id: "a", six, group, port: 0, interface: "a1" });
        using here = listener(version, port);
        joinGroup(here, group, { interface: "a0" });
        using socket = datagramSocket(version);
        setMulticastInterface(socket, "a0");
        const loop = six ? IPV6_MULTICAST_LOOP : IP_MULTICAST_LOOP;
        assert.equal(socket.getOption(loop), true);
        for (const on of [false, true]) {
          socket.setOption(loop, on);
          socket.sendTo(bytes(`loop ${on}`), version.at(group, port));
        }
        assert.equal(receiveText(here), "loop true");
        expectWouldBlock(here.receive(10));
        assert.equal((await witness.receive("a")).data, "loop false");
        assert.equal((await witness.receive("a")).data, "loop true");
        await witness.ask("close", { id: "a" });
      });

      const places: readonly [string, () => MulticastOptions][] = [
        ["by name", () => ({ interface: "a0" })],
        ["by index", () => ({ interface: interfaceIndex("a0") })],
      ];
      for (const [how, where] of places) {
        it(`what is received came by the interface of the membership, ${how}`, async () => {
          using socket = listener(version);
          using other = listener(version);
          const port = portOf(socket);
          assert.ok(!groupsOf(version, "a0").includes(entry(version, group)));
          joinGroup(socket, group, where());
          // The machine itself may have the group on both. Where it has, sockets of IPv6 hear either link: below.
          if (!six) joinGroup(other, group, { interface: "b0" });
          assert.ok(groupsOf(version, "a0").includes(entry(version, group)));
          assert.deepEqual(sourceFilter(socket, group, where()), { mode: "exclude", sources: [] });

          await sendThere("by b", port, "b1");
          await sendThere("by a", port, "a1");
          assert.equal(receiveText(socket), "by a");

          leaveGroup(socket, group, where());
          assert.ok(!groupsOf(version, "a0").includes(entry(version, group)));
          await sendThere("gone", port, "a1");
          await sendPlain("end", port, "a1");
          assert.equal(receiveText(socket), "end");
        });
      }

      it("ALL: a socket may hear what only other sockets joined", async () => {
        using socket = listener(version);
        using other = listener(version);
        joinGroup(other, group, { interface: "b0" });
        const port = portOf(socket);
        const all = six ? IPV6_MULTICAST_ALL : IP_MULTICAST_ALL;
        for (const on of [true, false]) {
          socket.setOption(all, on);
          await sendThere("to the group", port, "b1");
          if (on) assert.equal(receiveText(socket), "to the group");
          await sendPlain("end", port, "b1");
          assert.equal(receiveText(socket), "end");
        }
      });

      it("source-specific: from the hosts that were named, and no others", async () => {
        using socket = listener(version);
        const port = portOf(socket);
        const on = { interface: "a0" };
        const send = (data: string, source: string): Promise<unknown> =>
          witness.ask("send", { data, six, to: specific, port, interface: "a1", source });
        joinSourceGroup(socket, specific, first, on);
        assert.equal(sourceFilter(socket, specific, on).mode, "include");
        await send("from second", second);
        await send("from first", first);
        assert.equal(receiveText(socket), "from first");

        // Addresses are as good as texts; a second source is added to the first.
        joinSourceGroup(socket, version.at(specific, 9), version.at(second, 9), { interface: interfaceIndex("a0") });
        const named = sourceFilter(socket, specific, on).sources.map((source) => String(source));
        assert.deepEqual(named.sort(), [first, second].map((text) => String(version.at(text, 0))).sort());
        await send("from second", second);
        assert.equal(receiveText(socket), "from second");

        leaveSourceGroup(socket, specific, first, on);
        await send("from first", first);
        await send("from second", second);
        assert.equal(receiveText(socket), "from second");
        leaveSourceGroup(socket, specific, second, on);
        expectCode("EADDRNOTAVAIL", () => sourceFilter(socket, specific, on));
      });

      it("blocked and unblocked: from all hosts but some", async () => {
        using socket = listener(version);
        const port = portOf(socket);
        const on = { interface: "a0" };
        const send = (data: string, source: string): Promise<unknown> => sendThere(data, port, "a1", { source });
        joinGroup(socket, group, on);
        blockSource(socket, group, first, on);
        const { mode, sources: blocked } = sourceFilter(socket, group, on);
        assert.deepEqual([mode, blocked.map(String)], ["exclude", [String(version.at(first, 0))]]);
        await send("from first", first);
        await send("from second", second);
        assert.equal(receiveText(socket), "from second");
        unblockSource(socket, group, first, on);
        await send("from first", first);
        assert.equal(receiveText(socket), "from first");
      });

      it("all sources at once", async () => {
        using socket = listener(version);
        const port = portOf(socket);
        const on = { interface: "a0" };
        const send = (data: string, source: string): Promise<unknown> => sendThere(data, port, "a1", { source });
        joinGroup(socket, group, on);
        setSourceFilter(socket, group, { mode: "include", sources: [second, version.elsewhere] }, on);
        await send("from first", first);
        await send("from second", second);
        assert.equal(receiveText(socket), "from second");
        setSourceFilter(socket, group, { mode: "exclude", sources: [second] }, on);
        await send("from second", second);
        await send("from first", first);
        assert.equal(receiveText(socket), "from first");
        setSourceFilter(socket, group, { mode: "include", sources: [] }, on); // leaves
        expectCode("EADDRNOTAVAIL", () => leaveGroup(socket, group, on));
      });

      it("joined by the older options, left by the newer call", async () => {
        using socket = listener(version);
        const port = portOf(socket);
        const index = interfaceIndex("a0");
        if (six) socket.setOption(IPV6_JOIN_GROUP, { group: `${group}%${index}` });
        else socket.setOption(IP_ADD_MEMBERSHIP, { group, address: "10.77.1.1" });
        await sendThere("joined", port, "a1");
        assert.equal(receiveText(socket), "joined");
        leaveGroup(socket, group, { interface: "a0" });
        if (!six) {
          socket.setOption(IP_ADD_SOURCE_MEMBERSHIP, { group, source: first, address: "10.77.1.1" });
          await sendThere("from second", port, "a1", { source: second });
          await sendThere("from first", port, "a1", { source: first });
          assert.equal(receiveText(socket), "from first");
        }
      });

      it("without an interface the routes choose, and without a route there is ENODEV", () => {
        using socket = listener(version);
        if (!six) {
          expectCode("ENODEV", () => joinGroup(socket, "239.77.99.99")); // no default route here
          return;
        }
        joinGroup(socket, group); // IPv6 has a route for multicasts on each interface
        leaveGroup(socket, group);
      });

      it("bound to a device, another one cannot be chosen", () => {
        using socket = datagramSocket(version);
        socket.setOption(SO_BINDTODEVICE, "a0");
        setMulticastInterface(socket, "a0");
        expectCode("EINVAL", () => setMulticastInterface(socket, "b0"));
      });
    });
  }

  it("more sources than there is room for at first", () => {
    writeFileSync("/proc/sys/net/ipv4/igmp_max_msf", "200"); // of this namespace
    using socket = Socket.create(SocketDomain.internet, SocketType.datagram);
    joinGroup(socket, "239.77.1.8", { interface: "a0" });
    const sources = Array.from({ length: 150 }, (_, at) => `10.0.0.${at + 1}`);
    setSourceFilter(socket, "239.77.1.8", { mode: "include", sources }, { interface: "a0" });
    const before = systemCallCount();
    const read = sourceFilter(socket, "239.77.1.8", { interface: interfaceIndex("a0") });
    assert.equal(systemCallCount() - before, 3); // one of them for the name
    assert.deepEqual(
      read.sources.map((source) => String(source)),
      sources.map((text) => `${text}:0`),
    );
  });

  it("an internet6 socket in groups of both versions", async () => {
    using socket = Socket.create(SocketDomain.internet6, SocketType.datagram);
    socket.bind(Internet6Address.any(0));
    const port = portOf(socket);
    joinGroup(socket, "239.77.1.9", { interface: "a0" });
    joinGroup(socket, "ff02::7709%a0");
    await witness.ask("send", { data: "four", six: false, to: "239.77.1.9", port, interface: "a1" });
    assert.equal(receiveText(socket), "four");
    await witness.ask("send", { data: "six", six: true, to: "ff02::7709", port, interface: "a1" });
    assert.equal(receiveText(socket), "six");
    leaveGroup(socket, "239.77.1.9", { interface: "a0" });
    leaveGroup(socket, "ff02::7709%a0");
  });

  describe("zones: fe80::1 and fe80::2 are on both links", () => {
    const scope = (name: string): number => interfaceIndex(name);

    it("bind, getsockname, connect, getpeername", () => {
      for (const name of ["a0", "b0"]) {
        using socket = Socket.create(SocketDomain.internet6, SocketType.datagram);
        socket.bind(Internet6Address.from(`fe80::1%${name}`, 0));
        assert.equal((socket.localAddress as Internet6Address).scopeId, scope(name));
        assert.equal((socket.localAddress as Internet6Address).host, `fe80::1%${scope(name)}`);
        socket.connect(Internet6Address.from(`fe80::2%${name}`, 9));
        assert.equal(String(socket.peerAddress), `[fe80::2%${scope(name)}]:9`);
      }
      using both = Socket.create(SocketDomain.internet6, SocketType.datagram);
      both.bind(Internet6Address.from("fe80::1%a0", 0));
      both.connect(Internet6Address.from("fe80::2%a0", 9));
      expectCode("EINVAL", () => both.connect(Internet6Address.from("fe80::2%b0", 9)));
      using none = Socket.create(SocketDomain.internet6, SocketType.datagram);
      expectCode("EINVAL", () => none.bind(Internet6Address.from("fe80::1", 0)));
      expectCode("EINVAL", () => none.connect(Internet6Address.from("fe80::2", 9)));
    });

    it("receiveFrom tells the link, and an answer goes back by it", async () => {
      using socket = Socket.create(SocketDomain.internet6, SocketType.datagram);
      socket.bind(Internet6Address.any(0));
      const port = portOf(socket);
      const there = await witness.ask<number>("listen", { id: "u", six: true, port: 0 });
      for (const name of ["a", "b"]) {
        // The same socket of the witness, by one link and by the other.
        await witness.ask("send", {
          data: `by ${name}`,
          six: true,
          to: "fe80::1",
          port,
          interface: `${name}1`,
          source: "fe80::2",
        });
        waitFor(socket);
        const [data, from] = socket.receiveFrom(100);
        assert.equal(new TextDecoder().decode(data), `by ${name}`);
        assert.ok(from instanceof Internet6Address);
        assert.deepEqual([from.host, from.scopeId], [`fe80::2%${scope(`${name}0`)}`, scope(`${name}0`)]);
        socket.sendTo(bytes(`back by ${name}`), new Internet6Address(from.ip, there, 0, from.scopeId));
        const seen = await witness.receive("u");
        assert.equal(seen.data, `back by ${name}`);
      }
      await witness.ask("close", { id: "u" });
    });

    it("receiveFrom a group, and sending to a group by its zone alone", async () => {
      using socket = Socket.create(SocketDomain.internet6, SocketType.datagram);
      socket.bind(Internet6Address.any(0));
      const port = portOf(socket);
      joinGroup(socket, "ff02::7710%a0");
      joinGroup(socket, Internet6Address.from("ff02::7710%b0", 1));
      for (const name of ["a", "b"]) {
        await witness.ask("send", { data: name, six: true, to: "ff02::7710", port, interface: `${name}1` });
        waitFor(socket);
        const [, from] = socket.receiveFrom(100);
        assert.equal((from as Internet6Address).scopeId, scope(`${name}0`));
        const there = await witness.ask<number>("listen", {
          id: name,
          six: true,
          port: 0,
          group: "ff02::7711",
          interface: `${name}1`,
        });
        socket.sendTo(bytes(`to ${name}`), Internet6Address.from(`ff02::7711%${name}0`, there));
        assert.equal((await witness.receive(name)).data, `to ${name}`);
        await witness.ask("close", { id: name });
      }
      expectCode("EADDRINUSE", () => joinGroup(socket, "ff02::7710%a0"));
    });

    it("a socket bound to a group on a link hears that link's alone", async () => {
      using socket = Socket.create(SocketDomain.internet6, SocketType.datagram);
      joinGroup(socket, "ff02::7712%a0");
      joinGroup(socket, "ff02::7712%b0");
      socket.bind(Internet6Address.from("ff02::7712%b0", 0));
      assert.equal((socket.localAddress as Internet6Address).host, `ff02::7712%${scope("b0")}`);
      const port = portOf(socket);
      await witness.ask("send", { data: "a", six: true, to: "ff02::7712", port, interface: "a1" });
      await witness.ask("send", { data: "b", six: true, to: "ff02::7712", port, interface: "b1" });
      assert.equal(receiveText(socket), "b");
    });

    it("TCP: accept tells the peer's zone, and both ends know their own", async () => {
      for (const name of ["a0", "b0"]) {
        using server = Socket.create(SocketDomain.internet6, SocketType.stream);
        server.bind(Internet6Address.from(`fe80::1%${name}`, 0));
        server.listen();
        const at = { to: "fe80::1", port: portOf(server), interface: `${name[0]}1`, source: "fe80::3" };
        const there = await witness.ask<[string, number]>("connect", at);
        waitFor(server);
        const [connection, peer] = server.accept();
        assert.ok(connection !== undefined);
        assert.equal(String(peer), `[fe80::3%${scope(name)}]:${there[1]}`);
        assert.equal(String(connection.peerAddress), String(peer));
        assert.equal(String(connection.localAddress), `[fe80::1%${scope(name)}]:${at.port}`);
        connection.close();

        const port = await witness.ask<number>("accept", { id: "t", interface: `${name[0]}1`, address: "fe80::3" });
        using client = Socket.create(SocketDomain.internet6, SocketType.stream);
        client.connect(Internet6Address.from(`fe80::3%${name}`, port));
        const seen = await witness.ask<{ peer: [string, number] }>("accepted", { id: "t" });
        assert.equal(String(client.peerAddress), `[fe80::3%${scope(name)}]:${port}`);
        assert.equal(String(client.localAddress), `[fe80::1%${scope(name)}]:${seen.peer[1]}`);
        await witness.ask("close", { id: "t" });
      }
    });
  });
});
