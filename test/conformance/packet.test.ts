/** Packet sockets: frames over a cable between two interfaces of a namespace of the test's own. See packet(7). */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { EtherType, PacketAddress, ReceiveFromOption, Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { listLinks } from "berkeley-sockets/netlink";
import { decodePacketAuxiliary, PACKET_AUXDATA } from "berkeley-sockets/options";
import { done, expectCode } from "../support/expect.ts";
import { using, waitFor } from "../support/kinds.ts";
import { Lines } from "../support/lines.ts";
import { Namespace, withoutNamedNamespaces } from "../support/namespace.ts";
import { notLinux, notRoot, withoutProgram } from "../support/probe.ts";

const skip = withoutNamedNamespaces();
const withPython = skip || withoutProgram("python3");

/** What every module here begins with: links, and frames of the experimental EtherType. */
const prelude = `
import { EtherType, PacketAddress, parseHardwareAddress, pollSockets, Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { listLinks } from "berkeley-sockets/netlink";
import * as options from "berkeley-sockets/options";
const { packet } = SocketDomain;
const { raw, datagram } = SocketType;
const opened = [];
const link = (name) => listLinks().find((each) => each.name === name);
const mac = (name) => link(name).address;
const text = (bytes) => new TextDecoder().decode(bytes);
const bytes = (string) => new TextEncoder().encode(string);
const open = (name, type = raw, protocol = EtherType.experimental) => {
  const socket = Socket.create(packet, type);
  opened.push(socket);
  socket.bind(new PacketAddress(protocol, name));
  return socket;
};
const frame = (to, from, payload, type = EtherType.experimental) => Uint8Array.from([
  ...parseHardwareAddress(to), ...parseHardwareAddress(from), type >> 8, type & 255, ...bytes(payload)]);
const receive = (socket) => {
  if (pollSockets([{ socket, read: true }], 10000).length === 0) throw new Error("nothing came");
  return socket.receiveFrom(65536);
};
const tell = ([data, from], header = 14) => ({
  text: text(data.subarray(header)), protocol: from.protocol, index: from.interfaceIndex, hardwareType: from.hardwareType,
  packetType: from.packetType, from: String(from).split("/")[1],
});
const print = (value) => console.log(JSON.stringify(value));
`;
const program = (body: string): string => `${prelude}${body}\nfor (const socket of opened) socket.close();`;
const python = `
import socket, sys
def open(name, kind=socket.SOCK_RAW, protocol=0x88b5):
    s = socket.socket(socket.AF_PACKET, kind, socket.htons(protocol))
    s.bind((name, protocol))
    return s
`;

interface Told {
  text: string;
  protocol: number;
  index: number;
  hardwareType: number;
  packetType: string;
  from: string;
}

test("a name: protocol, interface, kind of hardware and its address, as the link has them", {
  skip: notLinux || notRoot,
}, () => {
  const lo = listLinks().find((link) => link.flags.includes("loopback"));
  assert.ok(lo !== undefined);
  for (const type of [SocketType.raw, SocketType.datagram]) {
    using([Socket.create(SocketDomain.packet, type)], (socket) => {
      const before = socket.localAddress;
      assert.ok(before instanceof PacketAddress);
      assert.deepEqual([before.protocol, before.interfaceIndex], [0, 0]);
      socket.bind(new PacketAddress(EtherType.experimental, lo.name));
      const address = socket.localAddress;
      assert.ok(address instanceof PacketAddress);
      assert.deepEqual(
        [address.protocol, address.interfaceIndex, address.hardwareType],
        [EtherType.experimental, lo.index, lo.hardwareType],
      );
      assert.equal(String(address), `packet:0x88b5%${lo.index}/${lo.address}`);
      expectCode("ENODEV", () => socket.bind(new PacketAddress(EtherType.experimental, 2 ** 31 - 1)));
    });
  }
});

test("raw frames: python3 sees ours, and we see python3's", { skip: withPython }, async () => {
  using space = new Namespace();
  space.cable();
  const theirs = new Lines(
    space.spawnPython(`${python}
s = open("v1")
print("ready")
data, (name, protocol, kind, hardware, address) = s.recvfrom(2000)
print(data.hex(), name, hex(protocol), kind, hardware, address.hex(":"))
s.send(data[6:12] + data[0:6] + data[12:14] + b"and back")`),
  );
  assert.equal(await theirs.next(), "ready");
  const [sent, back] = await space.evaluate<Told & { hex: string; to: string; me: string; index: number }>(
    program(`
const socket = open("v0");
const hello = frame(mac("v1"), mac("v0"), "hello");
socket.sendTo(hello, new PacketAddress(EtherType.experimental, "v0"));
print({ hex: Buffer.from(hello).toString("hex"), to: mac("v1"), me: mac("v0"), index: link("v0").index });
const received = receive(socket);
print(tell(received));
`),
  );
  assert.ok(sent !== undefined && back !== undefined);
  assert.equal(await theirs.next(), `${sent.hex} v1 0x88b5 0 1 ${sent.me}`);
  assert.equal(back.text, "and back");
  const { text: _, ...where } = back;
  assert.deepEqual(where, { protocol: 0x88b5, index: sent.index, hardwareType: 1, packetType: "host", from: sent.to });
  assert.equal((await theirs.end()).code, 0);
});

test("cooked frames: the kernel makes and takes the header", { skip: withPython }, async () => {
  using space = new Namespace();
  space.cable();
  const theirs = new Lines(
    space.spawnPython(`${python}
s = open("v1")
print("ready")
for _ in range(2):
    data, (name, protocol, kind, hardware, address) = s.recvfrom(2000)
    print(data[14:].decode(), data[0:6].hex(":"), data[6:12].hex(":"), data[12:14].hex(), kind)
c = open("v1", socket.SOCK_DGRAM)
c.sendto(b"and back", ("v1", 0x88b5, 0, 0, data[6:12]))`),
  );
  assert.equal(await theirs.next(), "ready");
  const [names, back] = await space.evaluate<Told & { me: string; to: string }>(
    program(`
print({ me: mac("v0"), to: mac("v1") });
const socket = open("v0", datagram);
socket.sendTo(bytes("to you"), new PacketAddress(EtherType.experimental, "v0", { hardwareAddress: mac("v1") }));
socket.sendTo(bytes("to all"), PacketAddress.parse("packet:0x88b5%v0/ff:ff:ff:ff:ff:ff"));
print(tell(receive(socket), 0));
`),
  );
  assert.ok(names !== undefined && back !== undefined);
  assert.equal(await theirs.next(), `to you ${names.to} ${names.me} 88b5 0`);
  assert.equal(await theirs.next(), `to all ff:ff:ff:ff:ff:ff ${names.me} 88b5 1`);
  assert.equal(back.text, "and back");
  assert.deepEqual([back.from, back.packetType], [names.to, "host"]);
  assert.equal((await theirs.end()).code, 0);
});

test("whom a frame was for: this host, all, a group, another; and what was sent from here", { skip }, async () => {
  using space = new Namespace();
  space.cable();
  const told = await space.evaluate<Told[]>(
    program(`
const [sender, receiver] = [open("v0", raw, 0), open("v1", raw, EtherType.all)];
const leaving = open("v0", raw, EtherType.all);
const from = mac("v0");
for (const to of [mac("v1"), "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:09", "02:00:00:00:00:99"]) sender.send(frame(to, from, to));
print([0, 1, 2, 3].map(() => tell(receive(receiver))));
print([0, 1, 2, 3].map(() => tell(receive(leaving))));
`),
  );
  assert.deepEqual(
    told.map((frames) => frames.map(({ packetType }) => packetType)),
    [
      ["host", "broadcast", "multicast", "otherHost"],
      ["outgoing", "outgoing", "outgoing", "outgoing"],
    ],
  );
});

test("options: outgoing frames left out, the queue passed by, statistics", { skip }, async () => {
  using space = new Namespace();
  space.cable();
  const [values] = await space.evaluate<Record<string, unknown>>(
    program(`
const { PACKET_IGNORE_OUTGOING, PACKET_QDISC_BYPASS, PACKET_STATISTICS, SO_RCVBUF } = options;
const [all, incoming, sender, receiver] = [open("v0", raw, EtherType.all), open("v0", raw, EtherType.all), open("v0", raw, 0), open("v1")];
incoming.setOption(PACKET_IGNORE_OUTGOING, true);
const send = (payload, socket = sender) => socket.send(frame(mac("v1"), mac("v0"), payload));
send("first");
const seen = [tell(receive(all)).text, incoming.receive(1).code];
// What passes the queue by passes those who listen by too, but gets there.
receive(receiver);
sender.setOption(PACKET_QDISC_BYPASS, true);
send("second");
const arrived = tell(receive(receiver)).text;
const bypassed = all.receive(1).code;
receiver.getOption(PACKET_STATISTICS);
for (let count = 0; count < 3; count++) send("counted");
const counted = receiver.getOption(PACKET_STATISTICS);
const cleared = receiver.getOption(PACKET_STATISTICS);
receiver.setOption(SO_RCVBUF, 2048);
for (let count = 0; count < 100; count++) send("too many");
const dropped = receiver.getOption(PACKET_STATISTICS);
print({ seen, arrived, bypassed, counted, cleared, packets: dropped.packets, drops: dropped.drops });
`),
  );
  assert.ok(values !== undefined);
  const { drops, ...rest } = values;
  assert.deepEqual(rest, {
    seen: ["first", "EAGAIN"],
    arrived: "second",
    bypassed: "EAGAIN",
    counted: { packets: 3, drops: 0 },
    cleared: { packets: 0, drops: 0 },
    packets: 100,
  });
  assert.ok((drops as number) > 0 && (drops as number) < 100);
});

test("memberships: the device hears all or a group, until the socket takes it back or is closed", {
  skip,
}, async () => {
  using space = new Namespace();
  space.cable();
  const child = new Lines(
    space.spawnModule(
      program(`
import { createInterface } from "node:readline";
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { PACKET_ADD_MEMBERSHIP, PACKET_DROP_MEMBERSHIP } = options;
const all = { interface: "v1", type: "promiscuous" };
const group = { interface: link("v1").index, type: "multicast", address: "01:00:5e:7f:00:09" };
const socket = open("v1");
// How many want every group is attribute 61, IFLA_ALLMULTI, which kernels before 6.0 do not tell.
const wanting = () => link("v1").unknownAttributes.find(({ type }) => type === 61)?.data[0];
const told = wanting() !== undefined;
const state = () => [link("v1").promiscuity, told ? wanting() : "untold"];
const step = async () => { print(state()); await lines.next(); };
await step();
socket.setOption(PACKET_ADD_MEMBERSHIP, all);
socket.setOption(PACKET_ADD_MEMBERSHIP, group);
await step();
socket.setOption(PACKET_DROP_MEMBERSHIP, all);
socket.setOption(PACKET_DROP_MEMBERSHIP, group);
socket.setOption(PACKET_ADD_MEMBERSHIP, { interface: "v1", type: "allMulticast" });
await step();
socket.close();
await step();
try {
  open("v1").setOption(PACKET_ADD_MEMBERSHIP, { ...group, interface: 999 });
} catch (error) {
  print(error.message);
}
process.stdin.destroy();`),
    ),
  );
  /** ip(8) tells the groups that a device hears. */
  const joined = (): boolean => space.ip("maddr", "show", "dev", "v1").includes("01:00:5e:7f:00:09");
  const state = (): Promise<[number, number | "untold"]> => child.value();
  const [before, groups] = await state();
  assert.deepEqual([before, joined()], [0, false]);
  const untold = groups === "untold";
  child.write("");
  assert.deepEqual([await state(), joined()], [[1, groups], true]);
  child.write("");
  assert.deepEqual([await state(), joined()], [[0, untold ? groups : 1], false]);
  child.write("");
  assert.deepEqual([await state(), joined()], [[0, groups], false]);
  child.write("");
  assert.equal(await child.value(), "setsockopt ENODEV PACKET_ADD_MEMBERSHIP");
  assert.equal((await child.end()).code, 0);
});

test("fanout: the sockets of a group share the frames, in turn or by flow", { skip }, async () => {
  using space = new Namespace();
  space.cable();
  const [shares, group, unique, errors] = await space.evaluate(
    program(`
const { PACKET_FANOUT } = options;
const [first, second, sender] = [open("v1"), open("v1"), open("v0", raw, 0)];
for (const socket of [first, second]) socket.setOption(PACKET_FANOUT, { id: 4711, mode: "loadBalance" });
for (let count = 0; count < 10; count++) sender.send(frame(mac("v1"), mac("v0"), String(count)));
const share = (socket) => {
  const got = [];
  for (;;) {
    const data = socket.receive(100);
    if (!(data instanceof Uint8Array)) return got;
    got.push(text(data.subarray(14)));
  }
};
print([share(first), share(second)]);
print(first.getOption(PACKET_FANOUT));
const [third, fourth, fifth] = [open("v1"), open("v1"), open("v1")];
third.setOption(PACKET_FANOUT, { id: 0, mode: "cpu", uniqueId: true });
print(third.getOption(PACKET_FANOUT).id !== 4711);
const code = (action) => { try { action(); } catch (error) { return error.message; } };
print([
  code(() => fourth.setOption(PACKET_FANOUT, { id: 4711, mode: "hash" })),
  code(() => first.setOption(PACKET_FANOUT, { id: 9, mode: "hash" })),
]);
`),
  );
  const [one, two] = shares as [string[], string[]];
  assert.deepEqual(
    [...one, ...two].sort(),
    Array.from({ length: 10 }, (_, index) => String(index)),
  );
  assert.deepEqual([one.length, two.length], [5, 5]);
  assert.deepEqual(group, {
    id: 4711,
    mode: "loadBalance",
    rollover: false,
    uniqueId: false,
    defragment: false,
    ignoreOutgoing: false,
  });
  assert.equal(unique, true);
  assert.deepEqual(errors, ["setsockopt EINVAL PACKET_FANOUT", "setsockopt EALREADY PACKET_FANOUT"]);
});

test("auxiliary data, as python3 receives it: the true length, a VLAN tag that was taken off", {
  skip: withPython,
}, async () => {
  using space = new Namespace();
  space.cable();
  const theirs = new Lines(
    space.spawnPython(`${python}
s = open("v1", protocol=3)
s.setsockopt(263, 8, 1)
print("ready")
for _ in range(2):
    data, control, flags, sender = s.recvmsg(64, 1000)
    (level, kind, aux), = control
    print(level, kind, aux.hex(), len(data))`),
  );
  assert.equal(await theirs.next(), "ready");
  await space.evaluate(
    program(`
const sender = open("v0", raw, 0);
sender.send(frame(mac("v1"), mac("v0"), "x".repeat(200)));
const tagged = frame(mac("v1"), mac("v0"), "tagged", EtherType.vlan);
sender.send(Uint8Array.from([...tagged.subarray(0, 14), 0x20, 0x64, 0x88, 0xb5, ...bytes("tagged")]));
`),
  );
  const next = async (): Promise<[string, ReturnType<typeof decodePacketAuxiliary>, number]> => {
    const [level, kind, hex = "", length] = (await theirs.next()).split(" ");
    return [`${level} ${kind}`, decodePacketAuxiliary(new Uint8Array(Buffer.from(hex, "hex"))), Number(length)];
  };
  const [kind, plain, received] = await next();
  assert.deepEqual([kind, received], ["263 8", 64]);
  assert.deepEqual([plain.length, plain.vlan, plain.losing], [214, undefined, false]);
  assert.deepEqual([plain.linkOffset, plain.networkOffset], [0, 14]);
  const [, tagged] = await next();
  assert.deepEqual(tagged.vlan, { tag: 0x2064, protocol: EtherType.vlan });
  assert.equal((await theirs.end()).code, 0);
});

test("a message: data, sender, and the auxiliary data beside them", { skip: notLinux || notRoot }, () => {
  const lo = listLinks().find((link) => link.flags.includes("loopback"));
  assert.ok(lo !== undefined);
  using([Socket.create(SocketDomain.packet, SocketType.raw)], (socket) => {
    socket.bind(new PacketAddress(EtherType.experimental, lo.name));
    socket.setOption(PACKET_AUXDATA, true);
    const frame = Uint8Array.from([...new Uint8Array(12), 0x88, 0xb5, ...new TextEncoder().encode("message")]);
    socket.send(frame);
    waitFor(socket);
    const { data, length, address, control } = done(
      socket.receiveMessage({ size: 16, flags: [ReceiveFromOption.truncate] }),
    );
    assert.deepEqual([data, length], [frame.slice(0, 16), frame.length]);
    assert.ok(address instanceof PacketAddress && address.protocol === EtherType.experimental);
    const [told] = control;
    assert.ok(told?.kind === "packetAuxiliary" && told.length === frame.length);
  });
});

test("without the privilege there are no packet sockets", {
  skip: notLinux || (notRoot === false && "root may"),
}, () => {
  expectCode("EPERM", () => Socket.create(SocketDomain.packet, SocketType.raw).close());
});
