/** How the options of a level are made: by their C name, with the number that C gives it. */
import { type ConstantName, constants } from "../../sys/constants.ts";
import type { OptionCodec } from "../codecs.ts";
import { SOL_SOCKET } from "../option-level.ts";
import { defineSocketOptionType, type SocketOption, type SocketOptionClass } from "../socket-option.ts";

const SocketLevelOption = defineSocketOptionType("SocketOption", SOL_SOCKET);

/** An option of SOL_SOCKET, or of another kind. */
export function option<Read, Write>(
  name: ConstantName,
  codec: OptionCodec<Read, Write>,
  kind: SocketOptionClass = SocketLevelOption,
): SocketOption<Read, Write> {
  return new kind(name, constants[name], codec.foreignSize, codec.encode, codec.decode);
}

/** One that can only be read. */
export function readOnly<Read, Write>(
  name: ConstantName,
  codec: OptionCodec<Read, Write>,
  kind: SocketOptionClass = SocketLevelOption,
): SocketOption<Read, never> {
  const encode = (): never => {
    throw new TypeError(`${name} can only be read`);
  };
  return new kind<Read, never>(name, constants[name], codec.foreignSize, encode, codec.decode);
}

/** One that can only be set. */
export function writeOnly<Write>(
  name: ConstantName,
  codec: Pick<OptionCodec<never, Write>, "encode">,
  kind: SocketOptionClass = SocketLevelOption,
): SocketOption<never, Write> {
  const decode = (): never => {
    throw new TypeError(`${name} can only be set`);
  };
  return new kind<never, Write>(name, constants[name], 0, codec.encode, decode);
}
