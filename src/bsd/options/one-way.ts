/** Options that can only be set, and codecs of those that can only be read. */
import { type ConstantName, constants } from "../../sys/constants.ts";
import type { OptionCodec } from "../codecs.ts";
import type { SocketOption, SocketOptionClass } from "../socket-option.ts";

/** One that can only be set. */
export function writeOnly<Write>(
  name: ConstantName,
  codec: Pick<OptionCodec<unknown, Write>, "foreignSize" | "encode">,
  kind: SocketOptionClass,
): SocketOption<never, Write> {
  const decode = (): never => {
    throw new TypeError(`${name} can only be set`);
  };
  return new kind<never, Write>(name, constants[name], codec.foreignSize, codec.encode, decode);
}

/** A codec for `readOnly`, which has no use for the other half. */
export function decoding<Read>({
  foreignSize,
  decode,
}: Pick<OptionCodec<Read, never>, "foreignSize" | "decode">): OptionCodec<Read, never> {
  const encode = (): never => {
    throw new TypeError("this can only be read");
  };
  return { foreignSize, encode, decode };
}
