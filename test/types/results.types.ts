/** Results: tuples that narrow, overloads, byte arrays, read-only members. Never run: see types.test.ts. */
import {
  getAddressInfo,
  Internet6Address,
  InternetAddress,
  parseIpv6,
  pollSockets,
  type Socket,
  SocketAddress,
  SocketCondition,
  SocketDomain,
  SocketType,
  UnixAddress,
  WouldBlock,
} from "berkeley-sockets";
import { orderFault, withFaults } from "berkeley-sockets/testing";

declare const socket: Socket;
declare const address: SocketAddress;
declare const view: DataView;
const bytes = new Uint8Array(8);
export const used: unknown[] = [];

export function accepts(): void {
  const result = socket.accept();
  if (result[0] === undefined) {
    const blocked: WouldBlock = result[1];
    // @ts-expect-error TS2322 a would-block is no address
    const wrong: SocketAddress = result[1];
    used.push(blocked, wrong);
  } else {
    const accepted: Socket = result[0];
    const from: SocketAddress = result[1];
    used.push(accepted, from);
  }
  // Taken apart, each half narrows the other.
  const [client, peer] = socket.accept();
  if (client === undefined) {
    const blocked: WouldBlock = peer;
    used.push(blocked);
    return;
  }
  const from: SocketAddress = peer;
  client.close();
  used.push(from);
}

export function refusesUnchecked(): void {
  const [client, peer] = socket.accept();
  // @ts-expect-error TS18048 nobody may be there
  client.close();
  // @ts-expect-error TS2322 it may be a would-block
  const from: SocketAddress = peer;
  // @ts-expect-error TS2540 tuples are read only
  socket.accept()[0] = undefined;
  used.push(from);
}

export function receivesFrom(): void {
  const [data, sender] = socket.receiveFrom(100);
  if (data === undefined) {
    const blocked: WouldBlock = sender;
    used.push(blocked);
    return;
  }
  const exact: Uint8Array<ArrayBuffer> = data;
  const from: SocketAddress | undefined = sender;
  // @ts-expect-error TS2322 the kernel may give no name
  const named: SocketAddress = sender;
  used.push(exact, from, named);
}

export function receivesFromInto(): void {
  const [count, sender] = socket.receiveFromInto(bytes);
  if (count === undefined) {
    const blocked: WouldBlock = sender;
    used.push(blocked);
    return;
  }
  const length: number = count;
  const from: SocketAddress | undefined = sender;
  used.push(length, from);
  // Not by truth: 0 is a length, and leaves the would-block in.
  const [again, other] = socket.receiveFromInto(bytes);
  if (!again) {
    // @ts-expect-error TS2322 the sender of an empty message comes here too
    const blocked: WouldBlock = other;
    used.push(blocked);
  }
}

export function connects(): void {
  const result = socket.connect(address);
  if (result === true) {
    used.push(result satisfies true);
  } else {
    const blocked: WouldBlock = result;
    const code: string = result.code;
    used.push(blocked, code);
  }
  // @ts-expect-error TS2367 it is true or a would-block, never false
  if (socket.connect(address) === false) return;
  // @ts-expect-error TS2322 a would-block is truthy and no boolean
  const connected: boolean = socket.connect(address);
  used.push(connected);
}

export function sends(): void {
  const sent = socket.send(bytes);
  if (sent instanceof WouldBlock) {
    const condition: SocketCondition = sent;
    used.push(condition);
  } else {
    const count: number = sent;
    used.push(count);
  }
  // @ts-expect-error TS2322 it may be a would-block
  const unchecked: number = socket.send(bytes);
  used.push(unchecked);
}

export function receives(): void {
  const data = socket.receive(100);
  if (data instanceof WouldBlock) return;
  const exact: Uint8Array<ArrayBuffer> = data;
  const buffer: ArrayBuffer = data.buffer;
  // @ts-expect-error TS2322 it may be a would-block
  const unchecked: Uint8Array = socket.receive(100);
  used.push(exact, buffer, unchecked);
}

// A range, or none.
socket.send(bytes, 1, 2);
socket.send(view);
socket.send(new Float64Array(1));
socket.sendTo(bytes, address, 1, 2);
socket.receiveInto(bytes, 1, 2);
socket.receiveInto(view);
socket.receiveFromInto(bytes, 1, 2);
// @ts-expect-error TS2345 an offset without a length
socket.send(bytes, 1);
// @ts-expect-error TS2345 an offset without a length
socket.sendTo(bytes, address, 1);
// @ts-expect-error TS2345 an offset without a length
socket.receiveInto(bytes, 1);
// @ts-expect-error TS2345 an offset without a length
socket.receiveFromInto(bytes, 1);
// @ts-expect-error TS2769 three numbers
socket.send(bytes, 1, 2, 3);
// @ts-expect-error TS2345 a string is no bytes
socket.send("text");
// @ts-expect-error TS2741 a buffer without a view
socket.send(new ArrayBuffer(8));
// @ts-expect-error TS2741 an array of numbers is no bytes
socket.receiveInto([1, 2]);
// @ts-expect-error TS2769 the address comes before the range
socket.sendTo(bytes, 1, 2, address);
// @ts-expect-error TS2555 how many bytes?
socket.receive();
// @ts-expect-error TS2345 an address is no string
socket.bind("127.0.0.1:80");
// @ts-expect-error TS2741 a look-alike is no address
socket.connect({ domain: SocketDomain.internet, encode: () => bytes, equals: () => true, toString: () => "" });

// Bytes have buffers of their own.
const ip: Uint8Array<ArrayBuffer> = Internet6Address.any(1).ip;
const encoded: Uint8Array<ArrayBuffer> = InternetAddress.any(1).encode();
const path: Uint8Array<ArrayBuffer> = new UnixAddress("/x").bytes;
const parsed: Uint8Array<ArrayBuffer> = parseIpv6("::");
used.push(ip, encoded, path, parsed);

// What is known of a socket, an address, a condition is read only.
const internet = InternetAddress.any(1);
declare const condition: SocketCondition;
// @ts-expect-error TS2540 read only
socket.fd = 3;
// @ts-expect-error TS2540 read only
socket.domain = SocketDomain.unix;
// @ts-expect-error TS2540 read only
socket.type = SocketType.stream;
// @ts-expect-error TS2540 read only
socket.nonblocking = false;
// @ts-expect-error TS2540 read only
socket.closed = true;
// @ts-expect-error TS2540 read only
socket.localAddress = internet;
// @ts-expect-error TS2540 read only
internet.ip = 1;
// @ts-expect-error TS2540 read only
internet.port = 1;
// @ts-expect-error TS2540 read only
Internet6Address.any(1).ip = bytes;
// @ts-expect-error TS2540 read only
Internet6Address.any(1).scopeId = 1;
// @ts-expect-error TS2540 read only
new UnixAddress("/x").kind = "abstract";
// @ts-expect-error TS2540 read only
UnixAddress.unnamed = new UnixAddress("/x");
// @ts-expect-error TS2540 read only
condition.code = "EOTHER";
// @ts-expect-error TS2540 read only
condition.type = 1;

const kind: "path" | "abstract" | "unnamed" = new UnixAddress("/x").kind;
// @ts-expect-error TS2322 there is no such kind
const noKind: "file" = new UnixAddress("/x").kind;
const error: SocketCondition | undefined = socket.takeError();
// @ts-expect-error TS2511 the parent of all addresses is abstract
new SocketAddress();
used.push(kind, noKind, error);

// raise never returns; raiseUnless does.
export function raises(): number {
  SocketCondition.raise("me", "socket", 1);
}
const unless: SocketCondition = SocketCondition.raiseUnless("me", "accept", 11, 11);
used.push(unless);

// pollSockets gives back the caller's own entries, with what else they carry.
const [ready] = pollSockets([{ socket, read: true, label: "mine" }], 0);
const label: string | undefined = ready?.entry.label;
// @ts-expect-error TS2353 a misspelled member
pollSockets<{ socket: Socket; read: true }>([{ socket, read: true, raed: true }]);
used.push(label);

const { addresses, canonicalName } = getAddressInfo("localhost", null);
const first: SocketAddress | undefined = addresses[0]?.address;
const canonical: string | undefined = canonicalName;
used.push(first, canonical);

// Faults: a name of a call, and either an error or a result.
orderFault({ syscall: "send", errno: "EINTR" });
// @ts-expect-error TS2820 there is no such call
orderFault({ syscall: "sends", errno: "EINTR" });
// @ts-expect-error TS2345 neither errno nor result
orderFault({ syscall: "send" });
const given: string = withFaults([], () => "given");
const promised: Promise<string> = withFaults([], async () => "given");
used.push(given, promised);
