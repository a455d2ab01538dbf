/** Where `receive(count)` receives. */
import { integer, MAX_INT32 } from "../core/check.ts";
import { required } from "../sys/constants.ts";

const MSG_TRUNC = required("MSG_TRUNC");

/** The most that one receive may ask for. */
const LARGEST_COUNT = MAX_INT32;

// `receive(count)` reads into the slab and copies out what came: an array of `count` bytes, made and
// cleared only to be cut down, would cost more than the call.
const slab = new Uint8Array(65536);
/** Room for a receive of `count` bytes. */
export function roomFor(count: number, flags: number): Uint8Array<ArrayBuffer> {
  integer("count", count, 0, LARGEST_COUNT);
  const room = count <= slab.length ? slab : new Uint8Array(count);
  // With `truncate` the kernel may report bytes that it did not write; nobody must see old ones.
  if ((flags & MSG_TRUNC) !== 0) room.fill(0, 0, count);
  return room;
}

/** What came, as an array of its own. */
export function cut(room: Uint8Array<ArrayBuffer>, length: number, count: number): Uint8Array<ArrayBuffer> {
  return room !== slab && length >= count ? room : room.slice(0, Math.min(length, count));
}
