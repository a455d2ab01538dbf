/** How the options of a level are made: by their C name, with the number that C gives it. */
import { hasMember, type Layout, systemLayout } from "../../core/struct.ts";
import { type ConstantName, constants } from "../../sys/constants.ts";
import type { OptionCodec } from "../codecs.ts";
import { SOL_SOCKET } from "../option-level.ts";
import { defineSocketOptionType, lendsBytes, type SocketOption, type SocketOptionClass } from "../socket-option.ts";

const SocketLevelOption = defineSocketOptionType("SocketOption", SOL_SOCKET);

/** The codec of what can only be read. */
export type OptionDecoder<Read> = Pick<OptionCodec<Read, never>, "foreignSize" | "decode">;
/** The codec of what can only be set. */
export type OptionEncoder<Write> = Pick<OptionCodec<never, Write>, "encode"> & { readonly foreignSize?: number };

/** The codec of a struct; none where the platform has no such struct, so that the option is not available. */
export function ifThePlatformHas<Codec>(struct: string, codec: (layout: Layout) => Codec): Codec | undefined {
  return hasMember(systemLayout, struct) ? codec(systemLayout) : undefined;
}

function throwing(name: string, what: string): () => never {
  return () => {
    throw new TypeError(`${name} ${what}`);
  };
}

interface Halves<Read, Write> {
  readonly foreignSize: number;
  readonly encode: (value: Write) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => Read;
}

function make<Read, Write>(
  name: ConstantName,
  codec: object | undefined,
  { foreignSize, encode, decode }: Halves<Read, Write>,
  kind: SocketOptionClass,
): SocketOption<Read, Write> {
  const id = codec === undefined ? undefined : constants[name];
  // No codec of the library's keeps the bytes that it decodes.
  return lendsBytes(new kind(name, id, foreignSize, encode, decode));
}

/** An option of SOL_SOCKET, or of another kind. */
export function option<Read, Write>(
  name: ConstantName,
  codec: OptionCodec<Read, Write> | undefined,
  kind: SocketOptionClass = SocketLevelOption,
): SocketOption<Read, Write> {
  const missing = throwing(name, "means nothing on this platform");
  return make(name, codec, codec ?? { foreignSize: 0, encode: missing, decode: missing }, kind);
}

/** One that can only be read. */
export function readOnly<Read>(
  name: ConstantName,
  codec: OptionDecoder<Read> | undefined,
  kind: SocketOptionClass = SocketLevelOption,
): SocketOption<Read, never> {
  const { foreignSize = 0, decode = throwing(name, "means nothing on this platform") } = codec ?? {};
  const encode = throwing(name, "can only be read");
  return make<Read, never>(name, codec, { foreignSize, encode, decode }, kind);
}

/** One that can only be set. */
export function writeOnly<Write>(
  name: ConstantName,
  codec: OptionEncoder<Write> | undefined,
  kind: SocketOptionClass = SocketLevelOption,
): SocketOption<never, Write> {
  const { foreignSize = 0, encode = throwing(name, "means nothing on this platform") } = codec ?? {};
  const decode = throwing(name, "can only be set");
  return make<never, Write>(name, codec, { foreignSize, encode, decode }, kind);
}
