/** What the caller's buffers are to us: any view, as a Uint8Array, measured at each call. */
import { wrongType } from "./check.ts";

const validate = Uint8Array.prototype.keys;

/**
 * The bytes of a view. A detached buffer, or a view that its resizable buffer has shrunk away from, is
 * a TypeError: to C both would look like an empty array.
 */
export function bytesOf(name: string, view: ArrayBufferView): Uint8Array {
  if (view instanceof Uint8Array) {
    if (view.length === 0) validated(name, view);
    return view;
  }
  if (!ArrayBuffer.isView(view)) throw wrongType(name, "an ArrayBufferView", view);
  try {
    // A DataView's own getters throw when it is out of bounds, a typed array gives 0.
    const bytes = new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
    if (bytes.length === 0 && !(view instanceof DataView)) validate.call(view as Uint8Array);
    return bytes;
  } catch {
    throw gone(name);
  }
}

/**
 * The bytes of a view that had `length` of them when the caller began to wait: those, not what it has grown by. A
 * buffer that was detached meanwhile is a TypeError, one that has shrunk below the view's range a RangeError.
 */
export function stillThere(name: string, view: ArrayBufferView, length: number): Uint8Array {
  if (length > 0 && view instanceof Uint8Array && view.length === length) return view;
  let bytes: Uint8Array;
  try {
    bytes = bytesOf(name, view);
  } catch (error) {
    throw isDetached(view.buffer) ? error : shrunk(name, 0, length);
  }
  if (bytes.length < length) throw shrunk(name, bytes.length, length);
  return bytes.length === length ? bytes : bytes.subarray(0, length);
}

function shrunk(name: string, left: number, length: number): RangeError {
  return new RangeError(`${name} has shrunk to ${left} bytes of ${length}`);
}

/** Of a buffer whose view has no bytes left: only a resizable one can have shrunk, and its maximum goes when it is detached. */
function isDetached(buffer: ArrayBufferLike): boolean {
  const { resizable, maxByteLength } = buffer as { readonly resizable?: boolean; readonly maxByteLength?: number };
  return resizable !== true || maxByteLength === 0;
}

function validated(name: string, view: Uint8Array): void {
  try {
    // Throws when the buffer is detached or the view out of bounds; nothing else in Node 20 tells.
    validate.call(view);
  } catch {
    throw gone(name);
  }
}

function gone(name: string): TypeError {
  return new TypeError(`${name} must not be detached from its buffer, or outside of it`);
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}
