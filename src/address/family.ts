/**
 * Families that not every platform has. Their addresses can be made and shown anywhere; what needs the
 * family's number or its struct is ENOTSUP where the platform has none.
 */
import { unsupported } from "../core/condition.ts";
import { hasMember, type Layout, sizeOf, systemLayout } from "../core/struct.ts";
import { type ConstantName, constants } from "../sys/constants.ts";
import type { SocketDomain } from "./domain.ts";
import { lookupDomain } from "./registry.ts";
import type { SocketAddress } from "./socket-address.ts";
import { decodeUnknown } from "./unknown.ts";

/** What an address class needs of the platform: the family's number, or its codec. ENOTSUP where there is none. */
export function present<T>(what: T | undefined, name: string): T {
  if (what === undefined) throw unsupported("encode", "encode", name);
  return what;
}

/** A family's structs in one platform's layout. */
export interface FamilyCodec<Members> {
  encode(family: number, members: Members): Uint8Array<ArrayBuffer>;
  /** `undefined` for bytes of a length that no address has, or that tell what the members cannot. */
  decode(bytes: Uint8Array): Members | undefined;
}

export class OptionalFamily<Members> {
  /** The most bytes of an address; 0 where the platform lacks the family. */
  readonly size: number;
  readonly #name: ConstantName;
  readonly #number: number | undefined;
  readonly #codecOf: (layout: Layout) => FamilyCodec<Members>;
  // Made at first use: most programs never meet these families.
  #codec: FamilyCodec<Members> | undefined;

  constructor(name: ConstantName, struct: string, codecOf: (layout: Layout) => FamilyCodec<Members>) {
    this.#name = name;
    this.#codecOf = codecOf;
    this.#number = hasMember(systemLayout, struct) ? constants[name] : undefined;
    this.size = this.#number === undefined ? 0 : sizeOf(systemLayout, struct);
  }

  get domain(): SocketDomain {
    return lookupDomain(this.#family()) as SocketDomain;
  }

  encode(members: Members): Uint8Array<ArrayBuffer> {
    const family = this.#family();
    return this.#structs().encode(family, members);
  }

  /** What these bytes are an address of; an unknown one when they are none of this family. */
  decode(bytes: Uint8Array<ArrayBuffer>, make: (members: Members) => SocketAddress): SocketAddress {
    const members = this.#number === undefined ? undefined : this.#structs().decode(bytes);
    return members === undefined ? decodeUnknown(bytes) : make(members);
  }

  #family(): number {
    return present(this.#number, this.#name);
  }

  #structs(): FamilyCodec<Members> {
    this.#codec ??= this.#codecOf(systemLayout);
    return this.#codec;
  }
}
