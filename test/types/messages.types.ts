/** Messages: what is received by what was asked for, control messages by their kind. Never run: see types.test.ts. */
import {
  type ControlMessage,
  ControlMessageType,
  codecs,
  type InternetAddress,
  type ReceivedControlMessage,
  type ReceivedDescriptor,
  type ReceivedMessage,
  registerControlMessageType,
  SendToOption,
  type Socket,
  type SocketAddress,
  WouldBlock,
} from "berkeley-sockets";
import { receiveMessage, sendMessage } from "berkeley-sockets/async";

declare const socket: Socket;
declare const view: DataView;
declare const descriptor: ReceivedDescriptor;
declare const address: InternetAddress;
const bytes = new Uint8Array(8);
export const used: unknown[] = [];

export function data(): void {
  const sized = socket.receiveMessage({ size: 10 });
  if (sized instanceof WouldBlock) return;
  const own: Uint8Array<ArrayBuffer> = sized.data;
  const from: SocketAddress | undefined = sized.address;
  const one = socket.receiveMessage({ into: view });
  if (one instanceof WouldBlock) return;
  const filled: Uint8Array = one.data;
  const several = socket.receiveMessage({ into: [bytes, view], controlSize: 100 });
  if (several instanceof WouldBlock) return;
  const parts: Uint8Array[] = several.data;
  // @ts-expect-error TS2322 the caller's memory is not one's own array
  const wrong: Uint8Array<ArrayBuffer> = one.data;
  // @ts-expect-error TS2540 what came is read only
  sized.length = 1;
  used.push(own, from, filled, parts, wrong);
}

export function requests(): void {
  // @ts-expect-error TS2769 one of the two must be told
  socket.receiveMessage({});
  // @ts-expect-error TS2769 and not both
  socket.receiveMessage({ size: 1, into: bytes });
  // @ts-expect-error TS2741 there is always data
  socket.sendMessage({ address });
  // @ts-expect-error TS2561 a misspelled member
  socket.sendMessage({ data: bytes, adress: address });
}

export function kinds(control: ReceivedControlMessage): void {
  switch (control.kind) {
    case "rights": {
      const [first]: readonly ReceivedDescriptor[] = control.descriptors;
      used.push(first);
      break;
    }
    case "timestamp": {
      const time: bigint = control.time;
      // @ts-expect-error TS2322 a bigint is no number
      const wrong: number = control.time;
      used.push(time, wrong);
      break;
    }
    case "trafficClass":
      used.push(control.dscp + control.ecn + control.value);
      break;
    case "pktinfo":
      used.push(control.interfaceIndex + 1, control.address.port);
      break;
    case "unknown":
      used.push(control.level, control.type, control.bytes.buffer);
      break;
    default:
      // @ts-expect-error TS2339 not every kind has it
      used.push(control.descriptors);
  }
}

export function sends(received: ReceivedMessage): void {
  const control: ControlMessage[] = [
    { kind: "rights", descriptors: [1, socket, descriptor] },
    { kind: "credentials" },
    { kind: "pktinfo", address },
    { kind: "trafficClass", ecn: 1 },
    ...received.control,
  ];
  socket.sendMessage({ data: [bytes, view], address, control, flags: [SendToOption.more] });
  // @ts-expect-error TS2820 there is no such kind
  socket.sendMessage({ data: bytes, control: [{ kind: "right", descriptors: [1] }] });
  // @ts-expect-error TS2322 a kind without what it needs
  socket.sendMessage({ data: bytes, control: [{ kind: "hopLimit" }] });
  socket.sendMessage({
    data: bytes,
    // @ts-expect-error TS2322 a descriptor is a number, or something that has one
    control: [{ kind: "rights", descriptors: ["1"] }],
  });
}

export function ownTypes(received: ReceivedMessage): void {
  const type = new ControlMessageType("mine", 1, codecs.uint64.encode, codecs.uint64.decode);
  registerControlMessageType(type);
  const value: bigint | undefined = type.valueIn(received.control);
  socket.sendMessage({ data: bytes, control: [type.message(1n)] });
  // @ts-expect-error TS2345 it carries a bigint
  type.message(1);
  used.push(value);
}

export async function awaited(): Promise<void> {
  const count: number = await sendMessage(socket, { data: bytes }, { timeout: 1 });
  const message: ReceivedMessage = await receiveMessage(socket, { size: 1 });
  const { data: parts } = await receiveMessage(socket, { into: [bytes] });
  const first: Uint8Array | undefined = parts[0];
  // @ts-expect-error TS2353 its flags are the message's
  await sendMessage(socket, { data: bytes }, { flags: [] });
  used.push(count, message, first);
}
