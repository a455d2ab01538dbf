/**
 * Two copies of the package in one process, as two dependencies may bring them: instances of one are
 * instances of the other, and its methods take them.
 */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { cpSync, rmSync } from "node:fs";
import { after, test } from "node:test";
import * as ours from "berkeley-sockets";
import * as ourOptions from "berkeley-sockets/options";
import * as unbundled from "../../src/index.ts";

const root = new URL("../../../", import.meta.url);
const copy = new URL(`build/second-copy-${process.pid}/`, root);
cpSync(new URL("dist/", root), copy, { recursive: true });
after(() => rmSync(copy, { recursive: true, force: true }));
const copied: typeof ours = await import(new URL("index.js", copy).href);

type Package = typeof ours;
const pairs: readonly (readonly [string, Package, Package])[] = [
  ["dist and a copy of it", ours, copied],
  ["a copy and dist", copied, ours],
  ["dist and build/src", ours, unbundled],
  ["build/src and dist", unbundled, ours],
];

/** An instance of every class that has any, and the classes it belongs to. */
function instances({ ...from }: Package): readonly (readonly [object, ...(keyof Package)[]])[] {
  const loopback = from.InternetAddress.loopback(1);
  const { encode, decode } = from.codecs.int32;
  return [
    [loopback, "InternetAddress", "SocketAddress"],
    [from.Internet6Address.any(1), "Internet6Address", "SocketAddress"],
    [new from.UnixAddress("/x"), "UnixAddress", "SocketAddress"],
    [from.UnixAddress.unnamed, "UnixAddress", "SocketAddress"],
    [from.VsockAddress.host(1), "VsockAddress", "SocketAddress"],
    [new from.CanAddress(1), "CanAddress", "SocketAddress"],
    [new from.IsoTpAddress(1, 2, 3), "IsoTpAddress", "CanAddress", "SocketAddress"],
    [new from.J1939Address(1), "J1939Address", "CanAddress", "SocketAddress"],
    [new from.L2capAddress("00:00:00:00:00:00", 1), "L2capAddress", "BluetoothAddress", "SocketAddress"],
    [new from.RfcommAddress("00:00:00:00:00:00", 1), "RfcommAddress", "BluetoothAddress", "SocketAddress"],
    [new from.ScoAddress("00:00:00:00:00:00"), "ScoAddress", "BluetoothAddress", "SocketAddress"],
    [new from.HciAddress(0), "HciAddress", "BluetoothAddress", "SocketAddress"],
    [new from.AlgAddress("hash", "sha256"), "AlgAddress", "SocketAddress"],
    [new from.TipcServiceAddress(1, 2), "TipcServiceAddress", "TipcAddress", "SocketAddress"],
    [new from.TipcServiceRange(1, 2, 3), "TipcServiceRange", "TipcAddress", "SocketAddress"],
    [new from.TipcSocketAddress(1, 2), "TipcSocketAddress", "TipcAddress", "SocketAddress"],
    [new from.XdpAddress(1, 0), "XdpAddress", "SocketAddress"],
    [from.UnspecifiedAddress.instance, "UnspecifiedAddress", "SocketAddress"],
    [from.NetlinkAddress.kernel, "NetlinkAddress", "SocketAddress"],
    [new from.PacketAddress(3, 1), "PacketAddress", "SocketAddress"],
    [from.NetlinkGroup.link, "NetlinkGroup", "SocketConstant"],
    [from.SocketAddress.decode(Uint8Array.of(99, 99)), "UnknownAddress", "SocketAddress"],
    [from.SocketDomain.internet, "SocketDomain", "SocketConstant"],
    [from.SocketType.stream, "SocketType", "SocketConstant"],
    [from.SocketProtocol.auto, "SocketProtocol", "SocketConstant"],
    [from.ShutdownMethod.read, "ShutdownMethod", "SocketConstant"],
    [from.SendToOption.more, "SendToOption", "SocketConstant"],
    [from.ReceiveFromOption.peek, "ReceiveFromOption", "SocketConstant"],
    [from.AddressInfoOption.all, "AddressInfoOption", "SocketConstant"],
    [from.NameInfoOption.datagram, "NameInfoOption", "SocketConstant"],
    [new from.SocketOptionLevel("x", 1), "SocketOptionLevel", "SocketConstant"],
    [new from.SocketOption("x", 1, 4, encode, decode), "SocketOption"],
    [new from.ControlMessageType("x", 1, encode, decode), "ControlMessageType"],
    [new from.TcpOption("x", 1, 4, encode, decode), "TcpOption", "SocketOption"],
    [new from.UdpOption("x", 1, 4, encode, decode), "UdpOption", "SocketOption"],
    [new from.RawOption("x", 1, 4, encode, decode), "RawOption", "SocketOption"],
    [new from.IpOption("x", 1, 4, encode, decode), "IpOption", "SocketOption"],
    [new from.Ipv6Option("x", 1, 4, encode, decode), "Ipv6Option", "SocketOption"],
    [
      new from.AddressInfo(from.SocketDomain.internet, from.SocketType.stream, from.SocketProtocol.tcp, loopback),
      "AddressInfo",
    ],
    [new from.FilterBuilder(), "FilterBuilder"],
    [from.FilterProgram.assemble("ret #0"), "FilterProgram"],
    [new from.ProtocolEntry("tcp", [], from.SocketProtocol.tcp), "ProtocolEntry"],
    [new from.SocketCondition("who", "call", 1), "SocketCondition"],
    [new from.AddressInfoCondition("who", "call", 1), "AddressInfoCondition", "SocketCondition"],
  ];
}

function isClass(value: unknown): value is abstract new (...args: never[]) => object {
  return typeof value === "function" && /^[A-Z]/.test(value.name);
}

for (const [name, one, other] of pairs) {
  test(`${name}: the classes are two, instanceof takes them for one`, () => {
    const classes = Object.entries({ ...one }).filter(([, value]) => isClass(value)) as [keyof Package, object][];
    assert.ok(classes.length >= 25);
    const covered = new Set<string>(["Socket", "ReceivedDescriptor", "WouldBlock"]); // they need the kernel: below
    for (const [instance, ...names] of instances(one)) {
      for (const [className, type] of classes) {
        const foreign = other[className];
        assert.notEqual(type, foreign, `${className} is one class`);
        assert.ok(isClass(foreign));
        assert.equal(instance instanceof foreign, names.includes(className), `${names[0]} instanceof ${className}`);
      }
      for (const each of names) covered.add(each);
    }
    assert.deepEqual(
      classes.map(([className]) => className).filter((className) => !covered.has(className)),
      [],
      "classes without an instance in this test",
    );
  });

  test(`${name}: neither values that are no objects nor look-alikes are instances`, () => {
    for (const value of [undefined, null, 1, "Socket", {}, { name: "stream", value: 1 }, () => 1]) {
      for (const type of Object.values({ ...other })) {
        if (isClass(type)) assert.equal((value as object) instanceof type, false);
      }
    }
  });

  test(`${name}: a subclass of the user's own keeps the ordinary instanceof`, () => {
    class Mine extends other.InternetAddress {}
    assert.ok(new Mine(1, 2) instanceof Mine && new Mine(1, 2) instanceof one.InternetAddress);
    assert.ok(!((new one.InternetAddress(1, 2) as object) instanceof Mine));
    assert.ok(!((new other.InternetAddress(1, 2) as object) instanceof Mine));
  });

  test(`${name}: addresses of two copies are equal by their bytes, both ways`, () => {
    const address = one.InternetAddress.loopback(80);
    const same = other.InternetAddress.loopback(80);
    for (let round = 0; round < 2; round++) {
      assert.ok(address.equals(same) && same.equals(address));
      assert.ok(!address.equals(other.InternetAddress.loopback(81)));
    }
  });

  test(`${name}: one copy's constants, addresses and options serve the other's sockets`, () => {
    const { stream } = one.SocketType;
    const listener = other.Socket.create(one.SocketDomain.internet, stream, one.SocketProtocol.tcp);
    const client = other.Socket.create(one.SocketDomain.internet, stream);
    try {
      assert.ok((listener as object) instanceof one.Socket);
      listener.setOption(ourOptions.SO_REUSEADDR, true);
      assert.equal(listener.getOption(ourOptions.SO_REUSEADDR), true);
      listener.bind(one.InternetAddress.loopback(0));
      listener.listen(1);
      const [none, wouldBlock] = listener.accept();
      assert.equal(none, undefined);
      for (const type of [one.WouldBlock, one.SocketCondition, other.WouldBlock]) {
        assert.ok((wouldBlock as object) instanceof type);
      }
      const address = listener.localAddress;
      assert.ok(address !== undefined && (address as object) instanceof one.InternetAddress);
      client.connect(one.SocketAddress.decode(address.encode()));
      assert.equal(one.pollSockets([{ socket: listener as never, read: true }], 10_000).length, 1);
      const [server] = listener.accept();
      assert.ok(server !== undefined);
      server.shutdown(one.ShutdownMethod.readWrite);
      server.close();
    } finally {
      client.close();
      listener.close();
    }
  });

  test(`${name}: each throws its own conditions, which the other knows`, () => {
    assert.throws(
      () => other.interfaceIndex("no-such-if"),
      (error: object) => error instanceof one.SocketCondition && !(error instanceof one.WouldBlock),
    );
  });
}
