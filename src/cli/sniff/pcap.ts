/** The file format of libpcap, version 2.4, with times in nanoseconds. */
import { endianness } from "node:os";

const MAGIC_NANOSECONDS = 0xa1b23c4d;
const HEADER = 24;
const RECORD = 16;
const BILLION = 1_000_000_000n;

/** What packets begin with: the numbers are those of pcap-linktype(7). */
export const LinkType = { ethernet: 1, linuxCooked2: 276 } as const;

const little = endianness() === "LE";

/** What a file begins with. */
export function fileHeader(linkType: number, snapshot: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(HEADER));
  view.setUint32(0, MAGIC_NANOSECONDS, little);
  view.setUint16(4, 2, little);
  view.setUint16(6, 4, little);
  view.setUint32(16, snapshot, little);
  view.setUint32(20, linkType, little);
  return new Uint8Array(view.buffer);
}

/** A packet: when it came, in nanoseconds since 1970, what was kept of it, and how long it was. */
export function record(time: bigint, data: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(RECORD + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Number(time / BILLION), little);
  view.setUint32(4, Number(time % BILLION), little);
  view.setUint32(8, data.length, little);
  view.setUint32(12, length, little);
  bytes.set(data, RECORD);
  return bytes;
}

/** What stands before a packet of any interface: LINUX_SLL2, 20 bytes. */
export interface CookedHeader {
  readonly protocol: number;
  readonly interfaceIndex: number;
  readonly hardwareType: number;
  readonly packetType: number;
  readonly hardwareAddress: Uint8Array;
}

export const COOKED = 20;
const LONGEST_ADDRESS = 8;

export function cookedHeader(told: CookedHeader): Uint8Array {
  const bytes = new Uint8Array(COOKED);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, told.protocol);
  view.setUint32(4, told.interfaceIndex);
  view.setUint16(8, told.hardwareType);
  view.setUint8(10, told.packetType);
  view.setUint8(11, told.hardwareAddress.length);
  bytes.set(told.hardwareAddress.subarray(0, LONGEST_ADDRESS), 12);
  return bytes;
}

/** A frame with the VLAN tag that its device took off. */
export function withTag(frame: Uint8Array, tag: number, protocol: number): Uint8Array {
  const at = 12; // behind both addresses
  if (frame.length < at) return frame;
  const bytes = new Uint8Array(frame.length + 4);
  bytes.set(frame.subarray(0, at));
  new DataView(bytes.buffer).setUint32(at, protocol * 0x10000 + tag);
  bytes.set(frame.subarray(at), at + 4);
  return bytes;
}
