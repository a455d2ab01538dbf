/** Options that can only be set. */
import type { ConstantName } from "../../sys/constants.ts";
import type { SocketOption, SocketOptionClass } from "../socket-option.ts";
import { writeOnly } from "./make.ts";

/** The decoder of an option that has nothing to read. */
export function nothingToRead(name: string): () => never {
  return () => {
    throw new TypeError(`${name} can only be set`);
  };
}

/** An option of SOL_SOCKET, or of another kind: `writeOnly` of an encoder. */
export function setOnly<Write>(
  name: ConstantName,
  encode: (value: Write) => Uint8Array,
  kind?: SocketOptionClass,
): SocketOption<never, Write> {
  return writeOnly(name, { encode }, kind);
}
