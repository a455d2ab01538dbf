import { brand } from "../core/brand.ts";
import { bytesOf } from "../core/bytes.ts";
import { integer, wrongValue } from "../core/check.ts";
import { systemLayout } from "../core/struct.ts";
import type { SocketDomain } from "./domain.ts";
import { domainOf, familyEnd, familyOf } from "./registry.ts";
import { SocketAddress } from "./socket-address.ts";

/**
 * An address of a family that nobody registered: its bytes, untouched, so that it can be compared,
 * printed and sent to.
 */
export class UnknownAddress extends SocketAddress {
  /** The number of the address family. */
  readonly family: number;
  /** What follows the family, in hexadecimal. */
  readonly text: string;
  readonly #bytes: Uint8Array<ArrayBuffer>;

  static {
    brand(this, "UnknownAddress");
  }

  /** `bytes` is the whole address, family included. */
  constructor(family: number, bytes: Uint8Array) {
    super();
    this.family = integer("family", family, 0, 65535);
    this.#bytes = bytesOf("bytes", bytes).slice() as Uint8Array<ArrayBuffer>;
    if (this.#bytes.length < familyEnd(systemLayout) || familyOf(this.#bytes) !== family) {
      throw wrongValue("bytes", `an address of family ${family}`, bytes);
    }
    this.text = Buffer.from(this.#bytes.subarray(familyEnd(systemLayout))).toString("hex");
    if (new.target === UnknownAddress) Object.freeze(this);
  }

  override get domain(): SocketDomain {
    return domainOf(this.family);
  }

  /** The whole address, family included: a copy. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice();
  }

  override encode(): Uint8Array<ArrayBuffer> {
    return this.bytes;
  }

  override toString(): string {
    return `family ${this.family}: ${this.text}`;
  }
}

/** The extractor of domains without an address class of their own. */
export function decodeUnknown(bytes: Uint8Array<ArrayBuffer>): UnknownAddress {
  return new UnknownAddress(familyOf(bytes), bytes);
}
