import { instance, integer, MAX_INT32 } from "../core/check.ts";
import { codecs } from "./codecs.ts";
import { levelOf, SocketOptionLevel } from "./option-level.ts";
import { LARGEST_OPTION, SocketOption } from "./socket-option.ts";

/**
 * An option by its numbers, whose value is the kernel's bytes as they are: for what is not in
 * `berkeley-sockets/options`. Reading gives as many bytes as the kernel wrote, at most `size` of them;
 * it writes into room that is all zeros, and some options read that room first.
 *
 * @example
 * const niceness = rawSocketOption(SOL_SOCKET, 12, 4); // SO_PRIORITY on Linux
 * socket.setOption(niceness, Int32Array.of(3));
 * new Int32Array(socket.getOption(niceness).buffer)[0] // 3
 */
export function rawSocketOption(
  level: SocketOptionLevel | number,
  id: number,
  size = 1024,
): SocketOption<Uint8Array<ArrayBuffer>, ArrayBufferView> {
  integer("id", id, -MAX_INT32 - 1, MAX_INT32);
  integer("size", size, 0, LARGEST_OPTION);
  const known = typeof level === "number" ? levelOf(integer("level", level, -MAX_INT32 - 1, MAX_INT32)) : level;
  instance("level", known, SocketOptionLevel);
  // A Uint8Array is all that the codec says it takes, but it takes any view.
  const encode = codecs.bytes.encode as (value: ArrayBufferView) => Uint8Array;
  return new SocketOption(`${known.name} ${id}`, id, size, encode, codecs.bytes.decode, known);
}
