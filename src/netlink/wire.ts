/**
 * The netlink room: the kernel's route messages (rtnetlink(7)), read and written: interfaces, their addresses,
 * routes, and events. Everything but `perform` and the lists made with it is bytes and values and makes no system
 * call. Other netlink families do not belong here.
 *
 * This file knows what all netlink messages have in common: a header, and attributes behind the payload.
 */
import { wrongValue } from "../core/check.ts";
import { type Layout, readUnsigned, sizeOf, writeUnsigned } from "../core/struct.ts";

// netlink(7): headers, payloads and attributes begin at multiples of 4.
const ALIGNMENT = 4;
/** What is left of an attribute's type without the bits that say that it is nested, or in network order. */
const TYPE = 0x3fff;
const NESTED = 0x8000;

export function aligned(length: number): number {
  // Not by bits: they would make a length of 32 bits negative.
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

/** An attribute as it is on the wire: its number and its bytes. */
export interface NetlinkAttribute {
  readonly type: number;
  readonly data: Uint8Array;
}

/** A netlink message with its payload still in bytes. */
export interface NetlinkMessage {
  readonly type: number;
  readonly flags: number;
  /** The number that a request and the answers to it share; 0 for events. */
  readonly sequence: number;
  /** The port of the socket that the message answers; 0 for events. */
  readonly port: number;
  readonly data: Uint8Array;
}

/** Cuts what one receive gave into messages. */
export function messagesIn(layout: Layout, bytes: Uint8Array): NetlinkMessage[] {
  const head = sizeOf(layout, "nlmsghdr");
  const messages: NetlinkMessage[] = [];
  for (let at = 0; at < bytes.length; ) {
    const rest = bytes.subarray(at);
    const length = rest.length < head ? 0 : readUnsigned(layout, rest, "nlmsghdr.nlmsg_len");
    if (length < head || length > rest.length) throw wrongValue("bytes", "whole netlink messages", bytes);
    messages.push({
      type: readUnsigned(layout, rest, "nlmsghdr.nlmsg_type"),
      flags: readUnsigned(layout, rest, "nlmsghdr.nlmsg_flags"),
      sequence: readUnsigned(layout, rest, "nlmsghdr.nlmsg_seq"),
      port: readUnsigned(layout, rest, "nlmsghdr.nlmsg_pid"),
      data: rest.subarray(head, length),
    });
    at += aligned(length);
  }
  return messages;
}

/** The attributes that fill the bytes from an offset on. */
export function attributesIn(layout: Layout, bytes: Uint8Array, from = 0): NetlinkAttribute[] {
  const head = sizeOf(layout, "rtattr");
  const attributes: NetlinkAttribute[] = [];
  for (let at = aligned(from); at < bytes.length; ) {
    const rest = bytes.subarray(at);
    const length = rest.length < head ? 0 : readUnsigned(layout, rest, "rtattr.rta_len");
    if (length < head || length > rest.length) throw wrongValue("bytes", "whole netlink attributes", bytes);
    attributes.push({ type: readUnsigned(layout, rest, "rtattr.rta_type") & TYPE, data: rest.subarray(head, length) });
    at += aligned(length);
  }
  return attributes;
}

/** A struct at the start of some bytes, which must have room for it. */
export function payload(layout: Layout, struct: string, bytes: Uint8Array): (member: string) => number {
  const size = sizeOf(layout, struct);
  if (bytes.length < size) throw wrongValue("bytes", `a netlink message with ${size} bytes of ${struct}`, bytes);
  return (member) => readUnsigned(layout, bytes, `${struct}.${member}`);
}

/** A message that is being written. */
export class MessageWriter {
  readonly #layout: Layout;
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** Appends bytes, and what brings the next part to its place. */
  #append(bytes: Uint8Array): void {
    const padded = new Uint8Array(aligned(bytes.length));
    padded.set(bytes);
    this.#parts.push(padded);
    this.#length += padded.length;
  }

  /** A struct, by its members; those not given are 0. */
  struct(struct: string, members: Readonly<Record<string, number>>): this {
    const bytes = new Uint8Array(sizeOf(this.#layout, struct));
    for (const [member, value] of Object.entries(members)) {
      // Signed members too: their bits are the same.
      writeUnsigned(this.#layout, bytes, `${struct}.${member}`, value >>> 0);
    }
    this.#append(bytes);
    return this;
  }

  attribute(type: number, data: Uint8Array): this {
    const head = sizeOf(this.#layout, "rtattr");
    if (head + data.length > 0xffff) throw wrongValue("data", "an attribute's data of less than 64 KiB", data);
    const bytes = new Uint8Array(head + data.length);
    writeUnsigned(this.#layout, bytes, "rtattr.rta_len", bytes.length);
    writeUnsigned(this.#layout, bytes, "rtattr.rta_type", type);
    bytes.set(data, head);
    this.#append(bytes);
    return this;
  }

  unsigned(type: number, value: number): this {
    const data = new Uint8Array(4);
    new DataView(data.buffer).setUint32(0, value, this.#layout.littleEndian);
    return this.attribute(type, data);
  }

  /** Text that ends with a NUL. */
  text(type: number, value: string): this {
    return this.attribute(type, new TextEncoder().encode(`${value}\0`));
  }

  /** An attribute of attributes. */
  nested(type: number, write: (inner: MessageWriter) => void): this {
    const inner = new MessageWriter(this.#layout);
    write(inner);
    return this.attribute(type | NESTED, inner.bytes());
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  /** The whole message, with its header. */
  message(type: number, flags: number, sequence: number): Uint8Array<ArrayBuffer> {
    const head = new Uint8Array(sizeOf(this.#layout, "nlmsghdr"));
    writeUnsigned(this.#layout, head, "nlmsghdr.nlmsg_len", head.length + this.#length);
    writeUnsigned(this.#layout, head, "nlmsghdr.nlmsg_type", type);
    writeUnsigned(this.#layout, head, "nlmsghdr.nlmsg_flags", flags);
    writeUnsigned(this.#layout, head, "nlmsghdr.nlmsg_seq", sequence);
    const bytes = new Uint8Array(head.length + this.#length);
    bytes.set(head);
    bytes.set(this.bytes(), head.length);
    return bytes;
  }
}
