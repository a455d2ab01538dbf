import type { SocketDomain } from "../address/domain.ts";
import { decodeAddress } from "../address/registry.ts";
import type { SocketAddress } from "../address/socket-address.ts";
import { UnixAddress } from "../address/unix.ts";
import { required } from "../sys/constants.ts";
import { ADDRESS_ROOM, alike } from "./notes.ts";

const AF_UNIX = required("AF_UNIX");
const PLACES = 256;

/**
 * Addresses by their bytes, so that a sender who is met again costs a comparison and no new object. Of many senders
 * some meet in one place and take turns there.
 */
export class Senders {
  readonly #domain: SocketDomain;
  readonly #addresses = new Array<SocketAddress | undefined>(PLACES);
  readonly #lengths = new Int32Array(PLACES).fill(-1);
  readonly #bytes = new Uint8Array(PLACES * ADDRESS_ROOM);

  constructor(domain: SocketDomain) {
    this.#domain = domain;
  }

  /** The address that stands in so many bytes; `undefined` where the kernel gave none. */
  at(bytes: Uint8Array<ArrayBuffer>, at: number, length: number): SocketAddress | undefined {
    // A Unix socket without a name may send; nobody else is without one.
    if (length === 0) return this.#domain.value === AF_UNIX ? UnixAddress.unnamed : undefined;
    if (length > ADDRESS_ROOM) return decodeAddress(bytes.slice(at, at + ADDRESS_ROOM), this.#domain);
    let hash = length;
    for (let index = 0; index < length; index++) hash = Math.imul(hash ^ (bytes[at + index] as number), 0x01000193);
    const place = (hash ^ (hash >>> 16)) & (PLACES - 1);
    const kept = place * ADDRESS_ROOM;
    if (this.#lengths[place] === length && alike(bytes, at, this.#bytes, kept, length)) return this.#addresses[place];
    const own = bytes.slice(at, at + length);
    const address = decodeAddress(own, this.#domain);
    this.#bytes.set(own, kept);
    this.#lengths[place] = length;
    this.#addresses[place] = address;
    return address;
  }
}
