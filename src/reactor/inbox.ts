import type { SocketDomain } from "../address/domain.ts";
import type { SocketAddress } from "../address/socket-address.ts";
import type { ReceivedControlMessage } from "../bsd/control/messages.ts";
import type { ControlRoom } from "../bsd/control/room.ts";
import { controlFormat } from "../bsd/message.ts";
import { systemLayout } from "../core/struct.ts";
import { constants } from "../sys/constants.ts";
import { system } from "../sys/system.ts";
import { ControlCursor } from "./control-cursor.ts";
import { lastingBytes } from "./memory.ts";
import { ADDRESS_LENGTH, ADDRESS_ROOM, CONTROL_LENGTH, FLAGS, LENGTH, RECEIVED_ROW } from "./notes.ts";
import { Senders } from "./senders.ts";

const ROW_WORDS = RECEIVED_ROW / 4;

/** The datagrams that one call received, as rows; nothing is made of them until it is asked for. */
export class Inbox {
  /** What came, a run of `size` bytes for each row. */
  readonly slab: Uint8Array<ArrayBuffer>;
  readonly size: number;
  /** Rows of the last call. */
  rows = 0;
  readonly #capacity: number;
  readonly #controlSize: number;
  readonly #notes: Uint8Array<ArrayBuffer>;
  readonly #words: Int32Array<ArrayBuffer>;
  readonly #rooms: ControlRoom[] = [];
  readonly #senders: Senders;
  #cursor: ControlCursor | undefined;

  constructor(domain: SocketDomain, capacity: number, size: number, controlSize: number) {
    this.size = size;
    this.#capacity = capacity;
    this.#controlSize = controlSize;
    this.slab = lastingBytes(capacity * size);
    this.#notes = new Uint8Array(capacity * (RECEIVED_ROW + ADDRESS_ROOM + controlSize));
    this.#words = new Int32Array(this.#notes.buffer, 0, capacity * ROW_WORDS);
    this.#senders = new Senders(domain);
    const control = capacity * (RECEIVED_ROW + ADDRESS_ROOM);
    for (let row = 0; row < capacity; row++) {
      const start = control + row * controlSize;
      this.#rooms.push({
        bytes: this.#notes.subarray(start, start + controlSize),
        view: new DataView(this.#notes.buffer, start, controlSize),
      });
    }
  }

  /** Whether the last call may have left something. */
  get full(): boolean {
    return this.rows === this.#capacity;
  }

  /** One call: the number of rows, or -errno. */
  receive(fd: number): number {
    const result = system.receiveDatagrams(fd, this.#capacity, this.size, this.#controlSize, this.slab, this.#notes);
    this.rows = Math.max(0, result);
    return result;
  }

  /** The datagram's own length, which may exceed its room. */
  length(row: number): number {
    return this.#words[row * ROW_WORDS + LENGTH] as number;
  }

  flags(row: number): number {
    return this.#words[row * ROW_WORDS + FLAGS] as number;
  }

  addressLength(row: number): number {
    return this.#words[row * ROW_WORDS + ADDRESS_LENGTH] as number;
  }

  /** Where a row's address stands in {@link notes}. */
  addressAt(row: number): number {
    return this.#capacity * RECEIVED_ROW + row * ADDRESS_ROOM;
  }

  get notes(): Uint8Array<ArrayBuffer> {
    return this.#notes;
  }

  sender(row: number): SocketAddress | undefined {
    return this.#senders.at(this.#notes, this.addressAt(row), this.addressLength(row));
  }

  control(row: number): ReceivedControlMessage[] {
    return controlFormat().read(this.#roomOf(row), this.#controlLength(row));
  }

  /** An unsigned number among a row's control messages, of as many bytes as it has there; -1 if there is none. */
  number(row: number, level: number | undefined, type: number | undefined): number {
    const at = this.find(row, level, type);
    if (at < 0) return -1;
    const { view } = this.#roomOf(row);
    const size = this.#cursor?.size ?? 0;
    if (size >= 4) return view.getUint32(at, systemLayout.littleEndian);
    if (size >= 2) return view.getUint16(at, systemLayout.littleEndian);
    return size === 1 ? view.getUint8(at) : -1;
  }

  /** Where the data of a row's control message begins in its {@link view}, or -1. */
  find(row: number, level: number | undefined, type: number | undefined): number {
    const length = this.#controlLength(row);
    if (length === 0) return -1;
    this.#cursor ??= new ControlCursor(controlFormat().arithmetic);
    return this.#cursor.find(this.#roomOf(row), length, level, type);
  }

  view(row: number): DataView<ArrayBuffer> {
    return this.#roomOf(row).view;
  }

  /** What the kernel put together of segments is told apart by their size; 0 for a datagram that is one. */
  segmentSize(row: number): number {
    if (this.#controlLength(row) === 0) return 0;
    return Math.max(0, this.number(row, constants.IPPROTO_UDP, constants.UDP_GRO));
  }

  #controlLength(row: number): number {
    return this.#words[row * ROW_WORDS + CONTROL_LENGTH] as number;
  }

  #roomOf(row: number): ControlRoom {
    return this.#rooms[row] as ControlRoom;
  }
}
