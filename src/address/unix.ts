import { brand } from "../core/brand.ts";
import { bytesOf } from "../core/bytes.ts";
import { show, string, wrongType, wrongValue } from "../core/check.ts";
import { type Layout, placeOf, systemLayout } from "../core/struct.ts";
import { required } from "../sys/constants.ts";
import type { SocketDomain } from "./domain.ts";
import { familyEnd, lookupDomain, newAddressBytes } from "./registry.ts";
import { SocketAddress } from "./socket-address.ts";

/** What a Unix socket's name is: a file, a name outside the file system (Linux), or nothing yet. */
export type UnixAddressKind = "path" | "abstract" | "unnamed";

/** `struct sockaddr_un` of one platform's layout. An abstract name is without its leading NUL. */
export interface UnixCodec {
  /** Bytes of a name, its NUL included, that fit. */
  readonly room: number;
  encode(family: number, kind: UnixAddressKind, name: Uint8Array): Uint8Array<ArrayBuffer>;
  decode(bytes: Uint8Array): { kind: UnixAddressKind; name: Uint8Array<ArrayBuffer> };
}

export function unixCodec(layout: Layout): UnixCodec {
  const { offset: nameAt, width: room } = placeOf(layout, "sockaddr_un.sun_path");
  return {
    room,
    encode(family, kind, name) {
      // A path of the full room, as the kernel may give one, has no NUL to end it.
      const length = kind === "unnamed" ? 0 : Math.min(name.length + 1, room);
      const bytes = newAddressBytes(layout, family, nameAt + length);
      bytes.set(name.subarray(0, length), kind === "abstract" ? nameAt + 1 : nameAt);
      return bytes;
    },
    decode(bytes) {
      const field = bytes.subarray(nameAt, nameAt + room);
      // Unnamed is a length that ends before the path (Linux) or a path of nothing but NULs where
      // there are no abstract names to mistake it for (the BSDs).
      if (bytes.length < familyEnd(layout)) throw wrongValue("bytes", "a Unix socket address", bytes);
      if (field.length === 0) return { kind: "unnamed", name: new Uint8Array(0) };
      if (field[0] === 0) {
        if (layout.places["sockaddr.sa_len"] !== undefined) return { kind: "unnamed", name: new Uint8Array(0) };
        return { kind: "abstract", name: new Uint8Array(field.subarray(1)) };
      }
      const end = field.indexOf(0);
      return { kind: "path", name: new Uint8Array(end < 0 ? field : field.subarray(0, end)) };
    },
  };
}

const family = required("AF_UNIX");
const codec = unixCodec(systemLayout);
const longest = codec.room - 1;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

function nameBytes(argument: string, name: string | Uint8Array): Uint8Array<ArrayBuffer> {
  if (typeof name === "string") {
    // Half a surrogate pair has no UTF-8 form; the encoder would put U+FFFD, another name, in its place.
    if (/\p{Surrogate}/u.test(name)) throw wrongValue(argument, "text without lone surrogates", name);
    return encoder.encode(name);
  }
  if (!(name instanceof Uint8Array)) throw wrongType(argument, "a string or a Uint8Array", name);
  return new Uint8Array(bytesOf(argument, name));
}

function fitting(argument: string, name: string | Uint8Array, what: string): Uint8Array<ArrayBuffer> {
  const bytes = nameBytes(argument, name);
  if (bytes.length > longest) {
    throw new RangeError(
      `${argument} must be ${what} of at most ${longest} bytes, not ${bytes.length} bytes: ${show(name)}`,
    );
  }
  return bytes;
}

function pathBytes(path: string | Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = fitting("path", path, "a path");
  if (bytes.length === 0) throw wrongValue("path", "a path; UnixAddress.unnamed is the empty name", path);
  if (bytes[0] === 0) throw wrongValue("path", "a path; UnixAddress.abstract makes abstract names", path);
  if (bytes.includes(0)) throw wrongValue("path", "a path without NUL", path);
  return bytes;
}

// How the constructor is told that it makes an address of another kind, from bytes already checked.
interface Made {
  readonly kind: UnixAddressKind;
  readonly name: Uint8Array<ArrayBuffer>;
}
let making: Made | undefined;

// The class is an argument because its own static members are made before its name is bound.
function make(type: new (path: string) => UnixAddress, made: Made): UnixAddress {
  making = made;
  try {
    return new type("");
  } finally {
    making = undefined;
  }
}

/**
 * The name of a Unix domain socket. See unix(7).
 *
 * A path has at most 107 bytes (on Linux), counted in UTF-8, and no NUL. Names are bytes: what the
 * kernel gives comes back unchanged, whether it is text or not.
 *
 * @example
 * new UnixAddress("/run/app.sock").path; // "/run/app.sock"
 * UnixAddress.abstract("app").kind; // "abstract"
 * UnixAddress.parse("@app").kind; // "abstract"
 */
export class UnixAddress extends SocketAddress {
  readonly kind: UnixAddressKind;
  /** The name as text: bytes that are not UTF-8 show as U+FFFD, `bytes` has them all. */
  readonly path: string;
  readonly #name: Uint8Array<ArrayBuffer>;

  static {
    brand(this, "UnixAddress");
  }

  /** A socket in the file system. */
  constructor(path: string | Uint8Array) {
    super();
    const { kind, name } = making ?? { kind: "path", name: pathBytes(path) };
    this.kind = kind;
    this.#name = name;
    this.path = decoder.decode(name);
    if (new.target === UnixAddress) Object.freeze(this);
  }

  /** A name outside the file system, which goes when its last socket does; any bytes, NULs included. Linux only. */
  static abstract(name: string | Uint8Array): UnixAddress {
    return make(UnixAddress, { kind: "abstract", name: fitting("name", name, "an abstract name") });
  }

  /** From text as {@link toString} prints it: `@name` is an abstract name, anything else a path. */
  static parse(text: string): UnixAddress {
    return string("text", text).startsWith("@") ? UnixAddress.abstract(text.slice(1)) : new UnixAddress(text);
  }

  /** The name of a socket that has none. Binding to it lets Linux choose an abstract one. */
  static readonly unnamed: UnixAddress = make(this, { kind: "unnamed", name: new Uint8Array(0) });

  /** The name's exact bytes, without the NUL that ends a path or begins an abstract name: a copy. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#name.slice();
  }

  override get domain(): SocketDomain {
    return lookupDomain(family) as SocketDomain;
  }

  override encode(): Uint8Array<ArrayBuffer> {
    return codec.encode(family, this.kind, this.#name);
  }

  /** The path; an abstract name as `@name`, as ss(8) shows it; `(unnamed)`. */
  override toString(): string {
    if (this.kind === "unnamed") return "(unnamed)";
    return this.kind === "abstract" ? `@${this.path}` : this.path;
  }
}

/** The extractor of the unix domain. */
export function decodeUnix(bytes: Uint8Array<ArrayBuffer>): UnixAddress {
  const { kind, name } = codec.decode(bytes);
  return kind === "unnamed" ? UnixAddress.unnamed : make(UnixAddress, { kind, name });
}
