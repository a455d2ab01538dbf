import { brand } from "../core/brand.ts";
import { integer, MAX_UINT32, string, wrongValue } from "../core/check.ts";
import { type Layout, placeOf, readUnsigned, sizeOf, writeUnsigned } from "../core/struct.ts";
import type { SocketDomain } from "./domain.ts";
import { type FamilyCodec, OptionalFamily } from "./family.ts";
import { newAddressBytes } from "./registry.ts";
import { SocketAddress } from "./socket-address.ts";

/** The members of `struct sockaddr_alg`. */
export interface AlgMembers {
  readonly type: string;
  readonly name: string;
  readonly feature: number;
  readonly mask: number;
}

const LONGEST_TYPE = 13;
const LONGEST_NAME = 103; // what struct sockaddr_storage has room for

/** A room's text up to its NUL; `undefined` without one, or when the text is none of the kernel's. */
function textIn(room: Uint8Array): string | undefined {
  const end = room.indexOf(0);
  const text = String.fromCharCode(...room.subarray(0, Math.max(end, 0)));
  return /^[!-~]+$/.test(text) ? text : undefined;
}

export function algCodec(layout: Layout): FamilyCodec<AlgMembers> {
  const size = sizeOf(layout, "alg_address");
  const type = placeOf(layout, "alg_address.type");
  const nameAt = placeOf(layout, "alg_address.name").offset;
  const put = (bytes: Uint8Array, text: string, at: number): void => {
    for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index);
  };
  return {
    encode(family, members) {
      // A name of 64 characters and more goes past the struct's end, as sockaddr_alg_new has it.
      const bytes = newAddressBytes(layout, family, Math.max(size, nameAt + members.name.length + 1));
      put(bytes, members.type, type.offset);
      writeUnsigned(layout, bytes, "alg_address.feat", members.feature);
      writeUnsigned(layout, bytes, "alg_address.mask", members.mask);
      put(bytes, members.name, nameAt);
      return bytes;
    },
    decode(bytes) {
      if (bytes.length < size) return undefined;
      const typeText = textIn(bytes.subarray(type.offset, type.offset + type.width));
      const name = textIn(bytes.subarray(nameAt, nameAt + LONGEST_NAME + 1));
      if (typeText === undefined || name === undefined) return undefined;
      const feature = readUnsigned(layout, bytes, "alg_address.feat");
      return { type: typeText, name, feature, mask: readUnsigned(layout, bytes, "alg_address.mask") };
    },
  };
}

const family: OptionalFamily<AlgMembers> = new OptionalFamily("AF_ALG", "alg_address", algCodec);

function checkText(argument: string, value: unknown, longest: number): string {
  const text = string(argument, value);
  if (!/^[!-~]+$/.test(text) || text.length > longest) {
    throw wrongValue(argument, `1 to ${longest} characters of ASCII without spaces`, text);
  }
  return text;
}

/**
 * An algorithm of the kernel's, by its type (`hash`, `skcipher`, `aead`, `rng`) and name. Names of more
 * than 63 characters are not for old kernels. See the kernel's crypto/userspace-if.rst.
 *
 * @example
 * new AlgAddress("skcipher", "cbc(aes)").toString(); // "skcipher cbc(aes)"
 */
export class AlgAddress extends SocketAddress {
  readonly type: string;
  readonly name: string;
  /** Which implementations will do: those whose features, under the mask, are these. */
  readonly feature: number;
  readonly mask: number;

  static {
    brand(this, "AlgAddress");
  }

  constructor(type: string, name: string, feature = 0, mask = 0) {
    super();
    this.type = checkText("type", type, LONGEST_TYPE);
    this.name = checkText("name", name, LONGEST_NAME);
    this.feature = integer("feature", feature, 0, MAX_UINT32);
    this.mask = integer("mask", mask, 0, MAX_UINT32);
    if (new.target === AlgAddress) Object.freeze(this);
  }

  override get domain(): SocketDomain {
    return family.domain;
  }

  override encode(): Uint8Array<ArrayBuffer> {
    return family.encode(this);
  }

  override toString(): string {
    return `${this.type} ${this.name}`;
  }
}

/** The extractor of the alg domain. */
export function decodeAlg(bytes: Uint8Array<ArrayBuffer>): SocketAddress {
  return family.decode(bytes, ({ type, name, feature, mask }) => new AlgAddress(type, name, feature, mask));
}
