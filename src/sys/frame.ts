/** The memory shared with C (`native/frame.h`), as typed views and the indices of its members. */
import { addon } from "./addon.ts";

function offsetOf(member: string): number {
  const place = addon.layout[`bs_frame.${member}`];
  if (place === undefined) throw new Error(`berkeley-sockets: the add-on does not fit: no frame member ${member}`);
  return place.offset;
}

const ints: Int32Array = new Int32Array(addon.frame);
const doubles: Float64Array = new Float64Array(addon.frame);
const FD = offsetOf("fd") / 4;
const FLAGS = offsetOf("flags") / 4;
const RESULT = offsetOf("result") / 4;
const ADDRESS_LENGTH = offsetOf("address_length") / 4;
const DETAIL = offsetOf("detail") / 4;
const CONTROL_LENGTH = offsetOf("control_length") / 4;
const MESSAGE_FLAGS = offsetOf("message_flags") / 4;
const OFFSET = offsetOf("offset") / 8;
const LENGTH = offsetOf("length") / 8;
const CALLS = offsetOf("calls") / 8;

/** Where the kernel's addresses arrive: as bytes, and as words to compare them by. */
export const addressBytes: Uint8Array<ArrayBuffer> = new Uint8Array(
  addon.frame,
  offsetOf("address"),
  addon.layout["bs_frame.address"]?.width ?? 0,
);
export const addressWords: Int32Array<ArrayBuffer> = new Int32Array(
  addon.frame,
  addressBytes.byteOffset,
  addressBytes.length / 4,
);

/** The kernel's own length of the last address, at most what arrived. */
export function addressLength(): number {
  return Math.min(ints[ADDRESS_LENGTH] as number, addressBytes.length);
}

/** Lays down the arguments of a hot call. */
export function prepare(fd: number, offset: number, length: number, flags: number): void {
  ints[FD] = fd;
  doubles[OFFSET] = offset;
  doubles[LENGTH] = length;
  ints[FLAGS] = flags;
}

/** Tells how much of the control array counts. */
export function prepareControl(length: number): void {
  ints[CONTROL_LENGTH] = length;
}

/** How much control data the last received message had. */
export function controlLength(): number {
  return ints[CONTROL_LENGTH] as number;
}

/** The flags of the last received message. */
export function messageFlags(): number {
  return ints[MESSAGE_FLAGS] as number;
}

/** The result of a hot call. */
export function result(): number {
  return ints[RESULT] as number;
}

/** The second number of a call that has two: an EAI number, or the other descriptor of a pair. */
export function detail(): number {
  return ints[DETAIL] as number;
}

export function setDetail(value: number): void {
  ints[DETAIL] = value;
}

/** System calls made in this environment. */
export function callCount(): number {
  return doubles[CALLS] as number;
}

/** Counts a call that an ordered fault answered in place of the kernel. */
export function countCall(): void {
  doubles[CALLS] = callCount() + 1;
}
