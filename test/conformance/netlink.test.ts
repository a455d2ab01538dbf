/** Netlink sockets, and the kernel's route messages as ip(8) and node:os see the same. See netlink(7), rtnetlink(7). */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { networkInterfaces } from "node:os";
import { test } from "node:test";
import { NetlinkAddress, NetlinkGroup, Socket, SocketDomain, SocketType, UnspecifiedAddress } from "berkeley-sockets";
import {
  findRoute,
  listAddresses,
  listLinks,
  listRoutes,
  RouteExchange,
  readRouteMessages,
} from "berkeley-sockets/netlink";
import {
  NETLINK_ADD_MEMBERSHIP,
  NETLINK_CAP_ACK,
  NETLINK_DROP_MEMBERSHIP,
  NETLINK_EXT_ACK,
  NETLINK_LIST_MEMBERSHIPS,
} from "berkeley-sockets/options";
import { orderFault, withFaults } from "berkeley-sockets/testing";
import { done, expectCode, expectRefused } from "../support/expect.ts";
import { askIp } from "../support/ip.ts";
import { using, waitFor } from "../support/kinds.ts";
import { Lines } from "../support/lines.ts";
import { Namespace, withoutNamedNamespaces } from "../support/namespace.ts";
import { notLinux, notRoot, withoutProgram } from "../support/probe.ts";

const options = { skip: notLinux };
const withIp = { skip: notLinux || withoutProgram("ip", "-V") };
const apart = { skip: withoutNamedNamespaces() };
const { netlink } = SocketDomain;

function create(): Socket {
  return Socket.create(netlink, SocketType.raw);
}

test("a name: none at first, then one that the kernel chooses, unlike any other's", options, () => {
  using([create(), create()], (socket, other) => {
    assert.ok(socket.localAddress?.equals(NetlinkAddress.kernel));
    socket.bind(NetlinkAddress.forGroups(NetlinkGroup.link, 5));
    other.bind(NetlinkAddress.kernel);
    const [mine, theirs] = [socket.localAddress, other.localAddress];
    assert.ok(mine instanceof NetlinkAddress && theirs instanceof NetlinkAddress);
    assert.equal(mine.groups, 0x11);
    assert.ok(mine.port !== 0 && theirs.port !== 0 && mine.port !== theirs.port);
    const condition = expectCode("EADDRINUSE", () => using([create()], (third) => third.bind(mine)));
    assert.equal(condition.message, `bind EADDRINUSE netlink:${mine.port}/0x11`);
  });
});

test("connected to the kernel: send, receive and the sender's name; disconnected by no address", options, () => {
  using([create()], (socket) => {
    assert.equal(socket.connect(NetlinkAddress.kernel), true);
    assert.ok(socket.peerAddress?.equals(NetlinkAddress.kernel));
    const exchange = RouteExchange.dump("link");
    socket.send(exchange.request);
    waitFor(socket);
    const [bytes, from] = socket.receiveFrom(65536);
    assert.ok(bytes !== undefined && bytes.length > 0);
    assert.ok(from instanceof NetlinkAddress && from.port === 0);
    const port = (socket.localAddress as NetlinkAddress).port;
    assert.ok(port > 0);
    assert.equal(socket.connect(UnspecifiedAddress.instance), true);
    assert.equal((socket.localAddress as NetlinkAddress).port, port);
  });
});

test("groups are joined and left, also by number", options, () => {
  using([create()], (socket) => {
    socket.setOption(NETLINK_ADD_MEMBERSHIP, NetlinkGroup.internetAddress);
    socket.setOption(NETLINK_ADD_MEMBERSHIP, NetlinkGroup.link);
    socket.setOption(NETLINK_ADD_MEMBERSHIP, 34); // past what an address has bits for
    assert.deepEqual(socket.getOption(NETLINK_LIST_MEMBERSHIPS), [1, 5, 34]);
    assert.equal((socket.localAddress as NetlinkAddress).groups, 0x11);
    socket.setOption(NETLINK_DROP_MEMBERSHIP, 34);
    socket.setOption(NETLINK_DROP_MEMBERSHIP, NetlinkGroup.internetAddress);
    assert.deepEqual(socket.getOption(NETLINK_LIST_MEMBERSHIPS), [1]);
    expectCode("EINVAL", () => socket.setOption(NETLINK_ADD_MEMBERSHIP, 100_000));
  });
});

interface IpLink {
  ifindex: number;
  ifname: string;
  flags: string[];
  mtu: number;
  qdisc: string;
  operstate: string;
  txqlen?: number;
  address?: string;
  broadcast?: string;
  link_type: string;
  promiscuity?: number;
  linkinfo?: { info_kind?: string };
  addr_info?: IpAddress[];
}
interface IpAddress {
  family: string;
  local: string;
  address?: string;
  prefixlen: number;
  broadcast?: string;
  scope: string;
  label?: string;
  valid_life_time: number;
  preferred_life_time: number;
  permanent?: boolean;
  noprefixroute?: boolean;
  deprecated?: boolean;
}
const FOREVER = 2 ** 32 - 1;
const told = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** Our links as ip(8) tells them. */
function asIpTells(links: ReturnType<typeof listLinks>): object[] {
  const spelling: Record<string, string> = {
    NO_ARP: "NOARP",
    ALL_MULTICAST: "ALLMULTI",
    POINT_TO_POINT: "POINTOPOINT",
  };
  return links.map((link) => ({
    ifindex: link.index,
    ifname: link.name,
    flags: link.flags
      .map(told)
      .map((flag) => spelling[flag] ?? flag)
      .filter((flag) => flag !== "RUNNING")
      .sort(),
    mtu: link.mtu,
    qdisc: link.queueing,
    operstate: String(link.state).toUpperCase(),
    txqlen: link.transmitQueueLength,
    address: link.address,
    broadcast: link.broadcast,
    ether: link.hardwareType === 1,
    promiscuity: link.promiscuity,
    kind: link.deviceKind,
  }));
}
function asIpTold(links: IpLink[]): object[] {
  return links.map((link) => ({
    ifindex: link.ifindex,
    ifname: link.ifname,
    flags: link.flags.filter((flag) => !["NO-CARRIER", "M-DOWN"].includes(flag)).sort(),
    mtu: link.mtu,
    qdisc: link.qdisc,
    operstate: link.operstate,
    txqlen: link.txqlen,
    address: link.address,
    broadcast: link.broadcast,
    ether: link.link_type === "ether",
    promiscuity: link.promiscuity,
    kind: link.linkinfo?.info_kind,
  }));
}

/** Compares two views of the whole machine; others may change something in between, so it looks again. */
function agree(compare: () => void): void {
  for (let attempt = 1; ; attempt++) {
    try {
      compare();
      return;
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

test("the links are those of ip(8)", withIp, () => {
  agree(() => assert.deepEqual(asIpTells(listLinks()), asIpTold(askIp<IpLink[]>("-d", "link"))));
});

test("the addresses are those of ip(8)", withIp, () => agree(compareAddresses));

function compareAddresses(): void {
  const theirs = askIp<IpLink[]>("addr").flatMap(({ ifindex, addr_info = [] }) =>
    addr_info.map((address) => ({ ifindex, ...address })),
  );
  const sorted = <T>(list: T[]): T[] => list.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const life = (seconds: number | undefined): number | undefined =>
    seconds === Number.POSITIVE_INFINITY ? FOREVER : seconds;
  const ours = listAddresses().map((each) => ({
    ifindex: each.index,
    family: each.domain === SocketDomain.internet ? "inet" : "inet6",
    local: each.address,
    prefixlen: each.prefixLength,
    broadcast: each.broadcast,
    scope: each.scope === "universe" ? "global" : each.scope,
    label: each.label,
    forever: life(each.validLifetime) === FOREVER,
    noprefixroute: each.flags.includes("noPrefixRoute"),
  }));
  assert.deepEqual(
    sorted(ours),
    sorted(
      theirs.map((each) => ({
        ifindex: each.ifindex,
        family: each.family,
        local: each.local,
        prefixlen: each.prefixlen,
        broadcast: each.broadcast,
        scope: each.scope,
        label: each.label,
        forever: each.valid_life_time === FOREVER,
        noprefixroute: each.noprefixroute === true,
      })),
    ),
  );
}

test("links and addresses are those of node:os", options, () => {
  agree(compareWithNode);
  const [loopback] = listAddresses({ domain: SocketDomain.internet, interface: "lo" });
  assert.deepEqual([loopback?.address, loopback?.prefixLength, loopback?.scope], ["127.0.0.1", 8, "host"]);
  assert.ok(listAddresses({ domain: SocketDomain.internet6 }).every(({ domain }) => domain === SocketDomain.internet6));
});

function compareWithNode(): void {
  const links = new Map(listLinks().map((link) => [link.index, link]));
  const ours = listAddresses().flatMap(({ index, address, prefixLength }) => {
    const link = links.get(index);
    // node:os tells only of interfaces that are up and running.
    if (link === undefined || !link.flags.includes("up") || !link.flags.includes("running")) return [];
    return [[link.name, link.address, `${address}/${prefixLength}`].join(" ")];
  });
  const theirs = Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.map(({ mac, cidr }) => [name, mac, cidr].join(" ")),
  );
  assert.deepEqual(ours.sort(), theirs.sort());
}

interface IpRoute {
  type?: string;
  dst: string;
  dev?: string;
  gateway?: string;
  via?: { host: string };
  prefsrc?: string;
  metric?: number;
  table?: string;
  protocol?: string;
  scope?: string;
  nexthops?: { gateway?: string; dev: string; weight: number }[];
}

/** A module's text that prints this namespace's links and routes, as one JSON value each. */
const printTables = `
import { listLinks, listRoutes } from "berkeley-sockets/netlink";
console.log(JSON.stringify(listLinks().map(({ index, name }) => [index, name])));
console.log(JSON.stringify(listRoutes({ table: "all" }).map((route) => ({ ...route, domain: route.domain.name }))));
`;
type PrintedRoute = Omit<ReturnType<typeof listRoutes>[number], "domain"> & { domain: string };

test(
  "the routes are those of ip(8): by gateway, of several ways, by the other family, without a way, in any table",
  apart,
  async () => {
    using space = new Namespace();
    space.cable();
    // No address of the link's own, which would become valid a while later.
    space.set("net.ipv6.conf.v0.addr_gen_mode", "1");
    space.set("net.ipv6.conf.v0.disable_ipv6", "0");
    space.ip("addr", "add", "10.1.0.1/24", "dev", "v0");
    space.ip("addr", "add", "fd01::1/64", "dev", "v0", "nodad");
    for (const route of [
      "default via 10.1.0.254 metric 5",
      "10.9.0.0/16 nexthop via 10.1.0.2 weight 3 nexthop via 10.1.0.3 dev v0",
      "10.8.0.0/16 via inet6 fe80::1 dev v0",
      "blackhole 10.7.0.0/16 metric 7",
      "10.6.0.0/16 dev v0 src 10.1.0.1 table 1000 proto static",
      "10.5.0.0/16 dev v0 proto 77 tos 0x10",
    ]) {
      space.ip("route", "add", ...route.split(" "));
    }
    space.ip("-6", "route", "add", "fd09::/32", "nexthop", "via", "fd01::2", "nexthop", "via", "fd01::3");
    space.ip("-6", "route", "add", "unreachable", "fd08::/32");
    const [links, ours] = (await space.evaluate(printTables)) as [[number, string][], PrintedRoute[]];
    const names = new Map(links);
    const name = (index: number | null | undefined): string | undefined => names.get(index ?? -1);
    for (const [family, domain] of [
      ["-4", "internet"],
      ["-6", "internet6"],
    ] as const) {
      const whole = family === "-4" ? "/32" : "/128";
      const plain = (prefix: string): string => (prefix.endsWith(whole) ? prefix.slice(0, -whole.length) : prefix);
      const told = ours
        .filter((route) => route.domain === domain)
        .map((route) => ({
          type: route.type,
          dst: route.prefixLength === 0 ? "default" : plain(`${route.destination}/${route.prefixLength}`),
          dev: name(route.outputIndex),
          gateway: route.gateway,
          prefsrc: route.preferredSource,
          metric: route.priority,
          table: String(route.table),
          protocol: String(route.protocol),
          scope: route.scope === "universe" ? "global" : route.scope,
          nexthops: route.nextHops.map((hop) => [hop.gateway, name(hop.outputIndex), hop.weight]),
        }));
      const theirs = space.json<IpRoute[]>(family, "-d", "route", "show", "table", "all").map((route) => ({
        type: route.type,
        dst: route.dst,
        dev: route.dev,
        gateway: route.gateway ?? route.via?.host,
        prefsrc: route.prefsrc,
        metric: route.metric,
        table: route.table ?? "main",
        protocol: route.protocol,
        scope: route.scope,
        nexthops: (route.nexthops ?? []).map((hop) => [hop.gateway, hop.dev, hop.weight]),
      }));
      const clean = (list: object[]): unknown[] => list.map((each) => JSON.stringify(each)).sort();
      assert.deepEqual(clean(told), clean(theirs), domain);
      assert.ok(told.length >= 5);
    }
  },
);

test("listRoutes gives the main table unless told; findRoute is what the kernel would do", withIp, () => {
  const main = askIp<IpRoute[]>("-4", "route", "show");
  assert.equal(listRoutes({ domain: SocketDomain.internet }).length, main.length);
  assert.ok(listRoutes({ table: "local" }).every((route) => route.table === "local"));
  const [theirs] = askIp<IpRoute[]>("route", "get", "127.0.0.2");
  const ours = findRoute("127.0.0.2");
  assert.deepEqual([ours.preferredSource, ours.type, ours.prefixLength], [theirs?.prefsrc, "local", 32]);
  assert.equal(findRoute("::1").preferredSource, "::1");
  assert.equal(ours.outputIndex, listLinks().find(({ name }) => name === "lo")?.index);
});

/** Changes made here, each awaited before the next, as a child that listens tells them. */
test("changes arrive as events: links, addresses, routes, new and gone", apart, async () => {
  using space = new Namespace();
  const listening = new Lines(
    space.spawnModule(`
import { NetlinkAddress, NetlinkGroup, Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { datagrams } from "berkeley-sockets/async";
import { readRouteMessages } from "berkeley-sockets/netlink";
const { link, internetAddress, internetRoute, internet6Route } = NetlinkGroup;
const events = Socket.create(SocketDomain.netlink, SocketType.raw);
events.bind(NetlinkAddress.forGroups(link, internetAddress, internetRoute, internet6Route));
process.stdin.on("data", () => {}).on("end", () => process.exit());
console.log("listening");
for await (const [bytes, from] of datagrams(events)) {
  for (const message of readRouteMessages(bytes)) {
    const { name, address, destination, prefixLength, mtu, table, deviceKind, flags = [] } = message;
    console.log(JSON.stringify({
      kind: message.kind, removed: message.removed, name, address, destination, prefixLength, mtu, table, deviceKind,
      up: flags.includes("up"), port: from.port,
    }));
  }
}`),
  );
  assert.equal(await listening.next(), "listening");
  type Event = Record<string, unknown> & { kind: string };
  /** The first event that has these members. */
  const event = async (wanted: Record<string, unknown>): Promise<Event> => {
    for (;;) {
      const next = await listening.value<Event>();
      if (Object.entries(wanted).every(([member, value]) => next[member] === value)) return next;
    }
  };
  space.ip("link", "add", "one", "mtu", "1400", "type", "veth", "peer", "name", "two");
  const made = await event({ kind: "link", name: "one" });
  assert.deepEqual([made["removed"], made["mtu"], made["up"], made["deviceKind"]], [false, 1400, false, "veth"]);
  assert.equal(made["port"], 0, "the kernel is the sender");
  assert.match(String(made["address"]), /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/);
  space.ip("link", "set", "one", "up");
  await event({ kind: "link", name: "one", up: true, removed: false });
  space.ip("link", "set", "one", "name", "three");
  await event({ kind: "link", name: "three", removed: false });
  space.ip("addr", "add", "10.1.0.1/24", "dev", "three");
  const address = await event({ kind: "address", removed: false });
  assert.deepEqual([address["address"], address["prefixLength"]], ["10.1.0.1", 24]);
  space.ip("route", "add", "10.2.0.0/16", "dev", "three", "table", "2000");
  await event({ kind: "route", destination: "10.2.0.0", prefixLength: 16, table: 2000, removed: false });
  space.ip("route", "del", "10.2.0.0/16", "table", "2000");
  await event({ kind: "route", destination: "10.2.0.0", prefixLength: 16, table: 2000, removed: true });
  space.ip("addr", "del", "10.1.0.1/24", "dev", "three");
  await event({ kind: "address", address: "10.1.0.1", removed: true });
  space.ip("link", "del", "three");
  await event({ kind: "link", name: "three", removed: true });
  const { code, err } = await listening.end();
  assert.deepEqual([code, err], [0, ""]);
});

test("a bridge's news of its ports are no news of links", apart, async () => {
  using space = new Namespace();
  space.cable();
  const listening = new Lines(
    space.spawnModule(`
import { NetlinkAddress, NetlinkGroup, Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { datagrams } from "berkeley-sockets/async";
import { readRouteMessages } from "berkeley-sockets/netlink";
const events = Socket.create(SocketDomain.netlink, SocketType.raw);
events.bind(NetlinkAddress.forGroups(NetlinkGroup.link));
console.log("listening");
for await (const [bytes] of datagrams(events)) {
  for (const { kind, name, removed, masterIndex } of readRouteMessages(bytes)) {
    console.log(JSON.stringify({ kind, name, removed, masterIndex }));
    if (name === "end") process.exit();
  }
}`),
  );
  await listening.next();
  space.ip("link", "add", "bridge0", "type", "bridge");
  space.ip("link", "set", "v0", "master", "bridge0");
  space.ip("link", "set", "v0", "nomaster");
  space.ip("link", "set", "v0", "down");
  space.ip("link", "set", "v0", "name", "end");
  const { code, err, out } = await listening.end();
  assert.deepEqual([code, err], [0, ""]);
  const events = out
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => JSON.parse(line));
  assert.ok(events.some(({ kind, masterIndex }) => kind === "link" && masterIndex > 0));
  assert.ok(
    events.some(({ kind }) => kind === "unknown"),
    "of family AF_BRIDGE",
  );
  assert.ok(!events.some(({ kind, removed }) => kind === "link" && removed), "v0 was not gone when it left the bridge");
});

test("links, addresses and routes are made, changed and deleted, and ip(8) sees it", apart, async () => {
  using space = new Namespace();
  const child = new Lines(
    space.spawnModule(`
import { createInterface } from "node:readline";
import { SocketDomain } from "berkeley-sockets";
import { findRoute, listAddresses, listLinks, listRoutes, RouteExchange } from "berkeley-sockets/netlink";
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const step = async (...exchanges) => {
  for (const exchange of exchanges) exchange.perform();
  console.log("done");
  await lines.next();
};
await step(RouteExchange.create({ kind: "link", name: "bridge0", deviceKind: "bridge", mtu: 1300, address: "02:00:00:00:00:01" }));
await step(
  RouteExchange.change({ kind: "link", index: "bridge0", up: true, alias: "a bridge", transmitQueueLength: 77 }),
  RouteExchange.change({ kind: "link", index: "v0", masterIndex: "bridge0", mtu: 1300 }),
);
await step(
  RouteExchange.create({ kind: "address", index: "bridge0", address: "10.1.0.1", prefixLength: 24, broadcast: "10.1.0.255", label: "bridge0:1" }),
  RouteExchange.create({ kind: "address", index: "bridge0", address: "10.3.0.1", peer: "10.3.0.2", prefixLength: 32, validLifetime: 600, preferredLifetime: 300 }),
  RouteExchange.create({ kind: "address", index: "bridge0", address: "fd01::1", prefixLength: 64, flags: ["noDuplicateDetection", "noPrefixRoute"] }),
);
await step(
  RouteExchange.create({ kind: "route", destination: "10.9.0.0", prefixLength: 16, nextHops: [{ gateway: "10.1.0.2", weight: 3 }, { gateway: "10.1.0.3", outputIndex: "bridge0" }] }),
  RouteExchange.create({ kind: "route", destination: "10.8.0.0", prefixLength: 16, gateway: "fe80::9", outputIndex: "bridge0" }),
  RouteExchange.create({ kind: "route", domain: SocketDomain.internet, gateway: "10.1.0.254", priority: 5 }),
  RouteExchange.create({ kind: "route", destination: "10.7.0.0", prefixLength: 16, type: "blackhole" }),
  RouteExchange.create({ kind: "route", destination: "10.6.0.0", prefixLength: 16, outputIndex: "bridge0", table: 1000, preferredSource: "10.1.0.1" }),
  RouteExchange.replace({ kind: "route", destination: "10.6.0.0", prefixLength: 16, outputIndex: "bridge0", table: 1000, protocol: 66 }),
);
console.log(JSON.stringify([findRoute("198.51.100.1").gateway, findRoute("10.8.1.1").gateway]));
// What was read can be given back.
for (const route of listRoutes({ table: 1000 })) RouteExchange.delete(route).perform();
for (const route of listRoutes()) if (route.protocol === "static") RouteExchange.delete(route).perform();
for (const address of listAddresses({ interface: "bridge0" })) RouteExchange.delete(address).perform();
await step();
const [bridge] = listLinks().filter((link) => link.name === "bridge0");
await step(RouteExchange.change({ kind: "link", index: "v0", masterIndex: 0 }), RouteExchange.delete(bridge));
process.exit();`),
  );
  space.cable();
  const step = async (look: () => void | Promise<void>): Promise<void> => {
    assert.equal(await child.next(), "done");
    await look();
    child.write("next");
  };
  const link = (name: string): (IpLink & { master?: string; ifalias?: string }) | undefined =>
    space.json<IpLink[]>("-d", "link").find(({ ifname }) => ifname === name);
  await step(() => {
    const { mtu, address, linkinfo, flags } = link("bridge0") as IpLink;
    assert.deepEqual([mtu, address, linkinfo?.info_kind], [1300, "02:00:00:00:00:01", "bridge"]);
    assert.ok(!flags.includes("UP"));
  });
  await step(() => {
    const bridge = link("bridge0");
    assert.ok(bridge?.flags.includes("UP"));
    assert.deepEqual([bridge?.txqlen, bridge?.ifalias, link("v0")?.master], [77, "a bridge", "bridge0"]);
  });
  await step(() => {
    const [{ addr_info = [] } = {} as IpLink] = space.json<IpLink[]>("addr", "show", "dev", "bridge0");
    const of = (local: string): IpAddress | undefined => addr_info.find((each) => each.local === local);
    assert.deepEqual([of("10.1.0.1")?.broadcast, of("10.1.0.1")?.label], ["10.1.0.255", "bridge0:1"]);
    assert.equal(of("10.1.0.1")?.valid_life_time, FOREVER);
    const timed = of("10.3.0.1");
    assert.equal(timed?.address, "10.3.0.2");
    assert.ok(timed !== undefined && timed.valid_life_time <= 600 && timed.valid_life_time > 500);
    assert.ok(timed.preferred_life_time <= 300 && timed.preferred_life_time > 200);
    assert.equal(of("fd01::1")?.noprefixroute, true);
  });
  await step(() => {
    const all = space.json<IpRoute[]>("-4", "-d", "route", "show", "table", "all");
    const of = (dst: string): IpRoute | undefined => all.find((each) => each.dst === dst);
    const hops = of("10.9.0.0/16")?.nexthops?.map(({ gateway, dev, weight }) => [gateway, dev, weight]);
    assert.deepEqual(hops, [
      ["10.1.0.2", "bridge0", 3],
      ["10.1.0.3", "bridge0", 1],
    ]);
    assert.deepEqual([of("10.8.0.0/16")?.via?.host, of("10.8.0.0/16")?.protocol], ["fe80::9", "static"]);
    assert.deepEqual([of("default")?.gateway, of("default")?.metric], ["10.1.0.254", 5]);
    assert.equal(of("10.7.0.0/16")?.type, "blackhole");
    const last = of("10.6.0.0/16");
    assert.deepEqual([last?.table, last?.protocol, last?.prefsrc, last?.scope], ["1000", "66", undefined, "link"]);
  });
  assert.deepEqual(await child.value(), ["10.1.0.254", "fe80::9"]);
  await step(() => {
    const left = space.json<IpRoute[]>("-4", "-d", "route", "show", "table", "all");
    assert.deepEqual(
      left.filter(({ protocol }) => protocol !== "kernel"),
      [],
    );
    assert.deepEqual(space.json<IpLink[]>("addr", "show", "dev", "bridge0")[0]?.addr_info, []);
  });
  await step(() => {
    assert.equal(link("bridge0"), undefined);
    assert.equal(link("v0")?.master, undefined);
  });
  const { code, err } = await child.end();
  assert.deepEqual([code, err], [0, ""]);
});

test("a dump of many links comes in several receives; a change meanwhile is told", apart, async () => {
  using space = new Namespace();
  for (let pair = 0; pair < 40; pair++) space.ip("link", "add", `a${pair}`, "type", "veth", "peer", "name", `b${pair}`);
  const [receives, names, inconsistent, again] = await space.evaluate(`
import { NetlinkAddress, Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { listLinks, RouteExchange } from "berkeley-sockets/netlink";
const socket = Socket.create(SocketDomain.netlink, SocketType.raw);
const exchange = RouteExchange.dump("link");
socket.sendTo(exchange.request, NetlinkAddress.kernel);
let receives = 0;
while (!exchange.take(socket.receive(65536))) receives += 1;
console.log(receives);
console.log(JSON.stringify(exchange.entries.map(({ name }) => name).sort()));
const second = RouteExchange.dump("link");
socket.sendTo(second.request, NetlinkAddress.kernel);
second.take(socket.receive(65536));
RouteExchange.delete({ kind: "link", name: "b39" }).perform(); // and a39, its other end
while (!second.done) second.take(socket.receive(65536));
console.log(second.inconsistent);
socket.close();
console.log(listLinks().length);
`);
  assert.ok((receives as number) > 1);
  const expected = ["lo", ...Array.from({ length: 40 }, (_, pair) => [`a${pair}`, `b${pair}`]).flat()];
  assert.deepEqual(names, expected.sort());
  assert.equal(inconsistent, true);
  assert.equal(again, 79);
});

test("events that do not fit are told as ENOBUFS, or passed over in silence", apart, async () => {
  using space = new Namespace();
  const [codes] = await space.evaluate(`
import { NetlinkAddress, NetlinkGroup, Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { RouteExchange } from "berkeley-sockets/netlink";
import { NETLINK_NO_ENOBUFS, SO_RCVBUF } from "berkeley-sockets/options";
const listen = () => {
  const socket = Socket.create(SocketDomain.netlink, SocketType.raw);
  socket.setOption(SO_RCVBUF, 4096);
  socket.bind(NetlinkAddress.forGroups(NetlinkGroup.link));
  return socket;
};
const [told, silent] = [listen(), listen()];
silent.setOption(NETLINK_NO_ENOBUFS, true);
for (let change = 0; change < 50; change++) {
  RouteExchange.change({ kind: "link", index: "lo", transmitQueueLength: 100 + change, up: change % 2 === 0 }).perform();
}
const drain = (socket) => {
  const codes = new Set();
  for (;;) {
    try {
      const received = socket.receive(65536);
      if (received.code === "EAGAIN") return [...codes];
    } catch (error) {
      codes.add(error.code);
    }
  }
};
console.log(JSON.stringify([drain(told), drain(silent)]));
told.close();
silent.close();
`);
  assert.deepEqual(codes, [["ENOBUFS"], []]);
});

test("a refusal is a condition with the kernel's words, and takes nothing else along", options, () => {
  using([create()], (socket) => {
    const nobody = RouteExchange.get({ kind: "link", name: "no-such-link" });
    const plain = expectCode("ENODEV", () => nobody.perform(socket));
    assert.deepEqual(
      [plain.who, plain.syscall, plain.message],
      ["RouteExchange", "netlink", "netlink ENODEV no-such-link"],
    );
    assert.ok(nobody.done && nobody.entries.length === 0);
    socket.setOption(NETLINK_EXT_ACK, true);
    const entry = {
      kind: "route",
      destination: "127.0.0.1",
      attributes: [{ type: 29, data: new Uint8Array(1) }],
    } as const;
    const bad = RouteExchange.get(entry);
    socket.sendTo(bad.request, NetlinkAddress.kernel);
    waitFor(socket);
    const [refusal] = readRouteMessages(done(socket.receive(65536)));
    assert.ok(refusal?.kind === "error");
    const { words, condition } = refusal;
    assert.ok(refusal.sequence === bad.sequence && words !== undefined && words !== "");
    assert.equal(condition.message, `netlink ${condition.code} ${words}`);
    assert.equal(refusal.offset, bad.request.length - 8, "where the attribute lies");
    socket.setOption(NETLINK_CAP_ACK, true);
    const message = `netlink ${condition.code} 127.0.0.1: ${words}`;
    assert.throws(() => RouteExchange.get(entry).perform(socket), { message });
    assert.throws(() => RouteExchange.get(entry).perform(), { message }, "on a socket of its own too");
  });
});

test("without the privilege: EPERM, and lists all the same", apart, async () => {
  using space = new Namespace();
  const [code, links] = await space.evaluate(`
import { listLinks, RouteExchange } from "berkeley-sockets/netlink";
process.setgid(65534);
process.setuid(65534);
try {
  RouteExchange.create({ kind: "link", name: "bridge0", deviceKind: "bridge" }).perform();
} catch (error) {
  console.log(JSON.stringify(error.code));
}
console.log(listLinks().length);
`);
  assert.deepEqual([code, links], ["EPERM", 1]);
});

test("an exchange takes only what answers it", options, () => {
  using([create()], (socket) => {
    const first = RouteExchange.get({ kind: "link", index: "lo" });
    const second = RouteExchange.get({ kind: "link", index: "lo" });
    assert.notEqual(first.sequence, second.sequence);
    socket.sendTo(first.request, NetlinkAddress.kernel);
    socket.sendTo(second.request, NetlinkAddress.kernel);
    while (!second.done) {
      const bytes = done(socket.receive(65536));
      first.take(bytes);
      second.take(bytes);
    }
    assert.deepEqual([first.done, first.entries.length, second.entries.length], [true, 1, 1]);
    assert.equal(second.entries[0]?.name, "lo");
    assert.throws(() => first.take(new Uint8Array(15)), RangeError);
  });
});

test("what another program sends is no answer", { skip: notLinux || notRoot }, () => {
  using([create(), create()], (socket, forger) => {
    socket.bind(NetlinkAddress.kernel);
    const exchange = RouteExchange.get({ kind: "link", index: "lo" });
    const forged = exchange.request.slice(); // the same sequence, and a type that ends the exchange: NLMSG_DONE
    new Uint16Array(forged.buffer)[2] = 3;
    new Uint32Array(forged.buffer)[4] = 0;
    forger.sendTo(forged, socket.localAddress as NetlinkAddress);
    assert.equal(exchange.perform(socket)[0]?.name, "lo");
  });
});

test("an exchange waits for what has not come; what fails is thrown, and nothing left open", options, () => {
  const late = orderFault({ syscall: "recvfrom", errno: "EAGAIN" });
  try {
    assert.equal(RouteExchange.get({ kind: "link", index: "lo" }).perform()[0]?.name, "lo");
    assert.equal(late.fired, true);
  } finally {
    late.cancel();
  }
  withFaults([{ syscall: "socket", errno: "EMFILE" }], () => expectCode("EMFILE", () => listLinks()));
  withFaults([{ syscall: "sendto", errno: "ENOBUFS" }], () => expectCode("ENOBUFS", () => listLinks()));
});

test("arguments are refused before any call", options, () => {
  expectRefused(RangeError, "kind must be one of link, address, route", () => RouteExchange.dump("links" as never));
  expectRefused(RangeError, "options.domain must be the internet or internet6 domain", () =>
    RouteExchange.dump("route", { domain: SocketDomain.unix }),
  );
  expectRefused(TypeError, "options has no member family", () => RouteExchange.dump("route", { family: 2 } as never));
  expectRefused(TypeError, "entry must be an object", () => RouteExchange.create(null as never));
  expectRefused(RangeError, "entry.kind must be one of", () => RouteExchange.create({ kind: "rule" } as never));
  expectRefused(TypeError, "entry has no member mut", () =>
    RouteExchange.change({ kind: "link", index: 1, mut: 9 } as never),
  );
  expectRefused(RangeError, "entry.mtu must be", () => RouteExchange.change({ kind: "link", index: 1, mtu: -1 }));
  expectRefused(TypeError, "entry.up must be a boolean", () =>
    RouteExchange.change({ kind: "link", index: 1, up: 1 as never }),
  );
  expectRefused(RangeError, "the length of entry.name", () =>
    RouteExchange.create({ kind: "link", name: "a name too long for it" }),
  );
  expectRefused(RangeError, "entry.address must be an IP address", () =>
    RouteExchange.create({ kind: "address", index: 1, address: "10.0.0" }),
  );
  expectRefused(RangeError, "entry.peer must be an IPv4 address", () =>
    RouteExchange.create({ kind: "address", index: 1, address: "10.0.0.1", peer: "::1" }),
  );
  expectRefused(RangeError, "entry.prefixLength must be an integer from 0 to 32", () =>
    RouteExchange.create({ kind: "address", index: 1, address: "10.0.0.1", prefixLength: 33 }),
  );
  expectRefused(RangeError, "entry.scope must be one of universe,", () =>
    RouteExchange.create({ kind: "address", index: 1, address: "10.0.0.1", scope: "galaxy" as never }),
  );
  expectRefused(RangeError, "entry must be a route with a domain", () => RouteExchange.create({ kind: "route" }));
  expectRefused(RangeError, "entry.nextHops[0].weight must be", () =>
    RouteExchange.create({ kind: "route", destination: "10.0.0.0", prefixLength: 8, nextHops: [{ weight: 0 }] }),
  );
  expectRefused(TypeError, "entry.attributes must be an array", () =>
    RouteExchange.create({ kind: "route", destination: "10.0.0.0", attributes: 1 as never }),
  );
  expectRefused(TypeError, "socket must be a Socket", () => RouteExchange.dump("link").perform(1 as never));
  expectRefused(TypeError, "bytes must be an ArrayBufferView", () => readRouteMessages("x" as never));
  expectCode("ENODEV", () => RouteExchange.change({ kind: "link", index: "no-such-link" }));
  expectCode("ENODEV", () => listAddresses({ interface: "no-such-link" }));
});
