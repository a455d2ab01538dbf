import type { SocketAddress } from "../address/socket-address.ts";
import { encodedAddress } from "../address/socket-address.ts";
import type { ControlMessage, ReceivedControlMessage } from "../bsd/control/messages.ts";
import { hasMember, placeOf, sizeOf, systemLayout } from "../core/struct.ts";
import { constants, required } from "../sys/constants.ts";
import type { Inbox } from "./inbox.ts";
import { alike } from "./notes.ts";
import type { Outbox } from "./outbox.ts";

const CONTROL_TRUNCATED = required("MSG_CTRUNC");
const { littleEndian } = systemLayout;

function offsetOf(member: string): number {
  return hasMember(systemLayout, member) ? placeOf(systemLayout, member).offset : 0;
}

const INDEX4 = offsetOf("in_pktinfo.ipi_ifindex");
const INDEX6 = offsetOf("in6_pktinfo.ipi6_ifindex");
const SECONDS = offsetOf("timespec.tv_sec");
const WIDE = sizeOf(systemLayout, "timespec") === 16;
const NANOSECONDS = offsetOf("timespec.tv_nsec");

/**
 * One datagram of a batch: what it tells holds until the next receive. Callbacks are given one and the same object,
 * which moves from datagram to datagram. Reading a member makes no object but those that it says it makes.
 */
export class Packet {
  /** Where the datagram lies in {@link buffer}. */
  offset = 0;
  /** How many bytes of it lie there. */
  length = 0;
  /** Which of the batch it is. */
  index = -1;
  /** How many bytes it had: more than `length` when its room was too small. */
  fullLength = 0;
  readonly #inbox: Inbox;
  readonly #outbox: Outbox;
  #row = 0;

  /** @internal */
  constructor(inbox: Inbox, outbox: Outbox) {
    this.#inbox = inbox;
    this.#outbox = outbox;
  }

  /** @internal */
  moveTo(index: number, row: number, start: number, length: number, fullLength: number): void {
    this.index = index;
    this.#row = row;
    this.offset = row * this.#inbox.size + start;
    this.length = length;
    this.fullLength = fullLength;
  }

  /** @internal Another object for the same datagram. */
  copy(): Packet {
    const packet = new Packet(this.#inbox, this.#outbox);
    packet.moveTo(this.index, this.#row, this.offset - this.#row * this.#inbox.size, this.length, this.fullLength);
    return packet;
  }

  /** The memory of the batch, in which the datagram lies from `offset` on. */
  get buffer(): Uint8Array<ArrayBuffer> {
    return this.#inbox.slab;
  }

  /** The datagram's bytes: a new view of the batch's memory, valid until the next receive; `slice()` keeps them. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#inbox.slab.subarray(this.offset, this.offset + this.length);
  }

  /** Whether its room was too small for it. */
  get truncated(): boolean {
    return this.fullLength > this.length;
  }

  /** Whether there were more control messages than room for them. */
  get controlTruncated(): boolean {
    return (this.#inbox.flags(this.#row) & CONTROL_TRUNCATED) !== 0;
  }

  /** The sender; the same object for a sender that was met before, as long as few take turns. */
  get address(): SocketAddress | undefined {
    return this.#inbox.sender(this.#row);
  }

  /** Whether it is from this address: a comparison of bytes. */
  isFrom(address: SocketAddress): boolean {
    const bytes = encodedAddress("address", address);
    const inbox = this.#inbox;
    const length = inbox.addressLength(this.#row);
    return length === bytes.length && alike(inbox.notes, inbox.addressAt(this.#row), bytes, 0, length);
  }

  /** All control messages, decoded: new objects. */
  get control(): ReceivedControlMessage[] {
    return this.#inbox.control(this.#row);
  }

  /** TOS or traffic class, with IP_RECVTOS or IPV6_RECVTCLASS on; -1 if there is none. */
  get trafficClass(): number {
    const value = this.#inbox.number(this.#row, constants.IPPROTO_IP, constants.IP_TOS);
    return value >= 0 ? value : this.#inbox.number(this.#row, constants.IPPROTO_IPV6, constants.IPV6_TCLASS);
  }

  /** The two bits of explicit congestion notification (RFC 3168); -1 if there is no traffic class. */
  get ecn(): number {
    const value = this.trafficClass;
    return value < 0 ? -1 : value & 3;
  }

  /** TTL or hop limit, with IP_RECVTTL or IPV6_RECVHOPLIMIT on; -1 if there is none. */
  get hopLimit(): number {
    const value = this.#inbox.number(this.#row, constants.IPPROTO_IP, constants.IP_TTL);
    return value >= 0 ? value : this.#inbox.number(this.#row, constants.IPPROTO_IPV6, constants.IPV6_HOPLIMIT);
  }

  /** The interface it came in by, with IP_PKTINFO or IPV6_RECVPKTINFO on; 0 if that is not told. */
  get interfaceIndex(): number {
    let at = this.#inbox.find(this.#row, constants.IPPROTO_IP, constants.IP_PKTINFO);
    if (at >= 0) return this.#inbox.view(this.#row).getInt32(at + INDEX4, littleEndian);
    at = this.#inbox.find(this.#row, constants.IPPROTO_IPV6, constants.IPV6_PKTINFO);
    return at >= 0 ? this.#inbox.view(this.#row).getInt32(at + INDEX6, littleEndian) : 0;
  }

  /** When the kernel received it, in milliseconds since 1970 with their fraction, with SO_TIMESTAMPNS on; NaN if that is not told. */
  get time(): number {
    const at = this.#inbox.find(this.#row, constants.SOL_SOCKET, constants.SCM_TIMESTAMPNS);
    if (at < 0) return Number.NaN;
    const view = this.#inbox.view(this.#row);
    const seconds = WIDE
      ? Number(view.getBigInt64(at + SECONDS, littleEndian))
      : view.getInt32(at + SECONDS, littleEndian);
    return seconds * 1000 + view.getInt32(at + NANOSECONDS, littleEndian) / 1e6;
  }

  /**
   * Queues an answer to the sender: whether there was room. A view of this very memory is not copied, if it is sent before
   * the next receive; without bytes the datagram itself goes back.
   */
  reply(bytes?: ArrayBufferView, control?: readonly ControlMessage[]): boolean {
    const inbox = this.#inbox;
    if (bytes === undefined && control === undefined) {
      return this.#outbox.addReceived(
        this.offset,
        this.length,
        inbox.addressAt(this.#row),
        inbox.addressLength(this.#row),
      );
    }
    return this.#outbox.addAnswer(
      bytes ?? this.bytes,
      inbox.addressAt(this.#row),
      inbox.addressLength(this.#row),
      control,
      () => this.address,
    );
  }

  /** The bytes as text, UTF-8. */
  toString(): string {
    return decoder.decode(this.bytes);
  }
}

const decoder = new TextDecoder();
