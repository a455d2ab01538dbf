/**
 * Structs of the platform, encoded and decoded in TypeScript. C says where each member lies; the
 * codecs read and write through that table and so are pure functions of bytes, testable with another
 * platform's table too.
 */
import { type Place, places } from "../sys/layout.ts";

/** A platform's table: where members lie, and the order of a number's bytes. */
export interface Layout {
  readonly littleEndian: boolean;
  /** By `struct.member`; a bare `struct` has its size as width. */
  readonly places: Readonly<Record<string, Place>>;
}

const order = new Uint8Array(new Uint16Array([1]).buffer);

/** This platform's own table. */
export const systemLayout: Layout = { littleEndian: order[0] === 1, places };

export function hasMember(layout: Layout, member: string): boolean {
  return layout.places[member] !== undefined;
}

export function placeOf(layout: Layout, member: string): Place {
  const place = layout.places[member];
  if (place === undefined) throw new Error(`berkeley-sockets: the layout has no ${member}`);
  return place;
}

export function sizeOf(layout: Layout, struct: string): number {
  return placeOf(layout, struct).width;
}

/** The size of a struct that not every platform has; 0 where there is none. */
export function sizeIfAny(layout: Layout, struct: string): number {
  return layout.places[struct]?.width ?? 0;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Reads an unsigned member of 1, 2 or 4 bytes in the machine's order. */
export function readUnsigned(layout: Layout, bytes: Uint8Array, member: string): number {
  const { offset, width } = placeOf(layout, member);
  const data = view(bytes);
  if (width === 1) return data.getUint8(offset);
  if (width === 2) return data.getUint16(offset, layout.littleEndian);
  return data.getUint32(offset, layout.littleEndian);
}

export function writeUnsigned(layout: Layout, bytes: Uint8Array, member: string, value: number): void {
  const { offset, width } = placeOf(layout, member);
  const data = view(bytes);
  if (width === 1) data.setUint8(offset, value);
  else if (width === 2) data.setUint16(offset, value, layout.littleEndian);
  else data.setUint32(offset, value, layout.littleEndian);
}

/** Reads a signed member of 4 or 8 bytes in the machine's order. */
export function readSigned(layout: Layout, bytes: Uint8Array, member: string): number {
  const { offset, width } = placeOf(layout, member);
  const data = view(bytes);
  return width === 8
    ? Number(data.getBigInt64(offset, layout.littleEndian))
    : data.getInt32(offset, layout.littleEndian);
}

export function writeSigned(layout: Layout, bytes: Uint8Array, member: string, value: number): void {
  const { offset, width } = placeOf(layout, member);
  const data = view(bytes);
  if (width === 8) data.setBigInt64(offset, BigInt(value), layout.littleEndian);
  else data.setInt32(offset, value, layout.littleEndian);
}
