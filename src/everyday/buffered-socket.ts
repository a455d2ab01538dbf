import { Socket } from "../bsd/socket.ts";
import { SocketType } from "../bsd/socket-type.ts";
import { brand } from "../core/brand.ts";
import { bytesOf } from "../core/bytes.ts";
import { boolean, options as checkOptions, instance, integer, MAX_INT32, string, wrongValue } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { EBADF } from "../core/errno.ts";
import { required } from "../sys/constants.ts";
import { type Line, LineBuffer } from "./line-buffer.ts";
import { type Steps, TURN } from "./steps.ts";
import { type Encoding, type LineEnding, type TextCodec, textCodec } from "./text-codec.ts";
import { receivingSome } from "./transfer.ts";

/** How a buffered socket reads and writes. */
export interface BufferedSocketOptions {
  /** What text is in bytes; utf-8 unless told. */
  readonly encoding?: Encoding | undefined;
  /** What line feeds in text are written as; `lf` unless told. Reading takes either. */
  readonly lineEnding?: LineEnding | undefined;
  /** Bytes received at once; 8192 unless told. */
  readonly bufferSize?: number | undefined;
  /** The longest line, in bytes; 1 MiB unless told. */
  readonly maximumLine?: number | undefined;
  /** Bytes that are no text are a TypeError rather than U+FFFD. */
  readonly fatal?: boolean | undefined;
  /** Bytes that were received before, by whoever had the socket then: they are read first. */
  readonly buffered?: ArrayBufferView | undefined;
}

const MEMBERS = ["encoding", "lineEnding", "bufferSize", "maximumLine", "fatal", "buffered"];

function oneOf<T extends string>(name: string, value: T, choices: readonly T[]): T {
  if (!choices.includes(string(name, value) as T)) throw wrongValue(name, `one of ${choices.join(", ")}`, value);
  return value;
}

/**
 * The reading half of a buffered socket, in steps: `simple` runs them blocking, `async` awaits them. Bytes
 * that have come and that a call did not take stay for the next.
 */
export class Reading {
  readonly socket: Socket;
  readonly codec: TextCodec;
  readonly #buffer: LineBuffer;
  readonly #maximumLine: number;
  #ended = false;

  constructor(socket: Socket, codec: TextCodec, bufferSize: number, maximumLine: number, buffered?: Uint8Array) {
    this.socket = socket;
    this.codec = codec;
    this.#buffer = new LineBuffer(bufferSize, codec.unit);
    if (buffered !== undefined) this.#buffer.put(buffered);
    this.#maximumLine = maximumLine;
  }

  #checkOpen(who: string): void {
    if (this.socket.closed) throw new SocketCondition(who, "recv", EBADF);
  }

  /** Waits for more bytes; `false` at the end. */
  *#more(who: string): Steps<boolean> {
    if (this.#ended) return false;
    const { bytes, offset, length } = this.#buffer.room();
    const count = yield* receivingSome(who, this.socket, bytes, offset, length);
    this.#buffer.filled(count);
    this.#ended = count === 0;
    return count > 0;
  }

  /** Gives away at most `count` of the bytes that have come and were not read. */
  giveAway(count: number): Uint8Array<ArrayBuffer> {
    return this.#buffer.take(count);
  }

  *line(who: string): Steps<string | undefined> {
    this.#checkOpen(who);
    for (let again = false; ; again = true) {
      const line = this.#buffer.line();
      this.#checkLength(who, line?.text.length ?? this.#buffer.pending);
      if (line !== undefined) return this.#text(line);
      if (again) yield TURN;
      if (!(yield* this.#more(who))) break;
    }
    if (this.#buffer.length === 0) return undefined;
    this.#checkLength(who, this.#buffer.length);
    return this.#text(this.#buffer.rest());
  }

  #checkLength(who: string, length: number): void {
    if (length <= this.#maximumLine) return;
    throw new SocketCondition(who, "recv", required("EMSGSIZE"), {
      subject: `a line of more than ${this.#maximumLine} bytes`,
    });
  }

  /** Decoded first: a line that is no text stays, to be read as bytes. */
  #text(line: Line): string {
    const text = this.codec.decode(line.text);
    this.#buffer.skip(line.size);
    return text;
  }

  *exactly(who: string, count: number): Steps<Uint8Array<ArrayBuffer> | undefined> {
    integer("count", count, 0, MAX_INT32);
    this.#checkOpen(who);
    for (let again = false; this.#buffer.length < count; again = true) {
      if (again) yield TURN;
      if (!(yield* this.#more(who))) break;
    }
    return this.#buffer.length === 0 && count > 0 ? undefined : this.#buffer.take(count);
  }

  *some(who: string): Steps<Uint8Array<ArrayBuffer> | undefined> {
    this.#checkOpen(who);
    if (this.#buffer.length === 0 && !(yield* this.#more(who))) return undefined;
    return this.#buffer.take(this.#buffer.length);
  }

  *all(who: string): Steps<Uint8Array<ArrayBuffer> | undefined> {
    this.#checkOpen(who);
    while (yield* this.#more(who)) yield TURN;
    return this.#buffer.length === 0 ? undefined : this.#buffer.take(this.#buffer.length);
  }
}

/** What buffered sockets of both entries share: a socket, its encoding, its reading half. */
export abstract class BufferedBase {
  /** The socket that is read from and written to. */
  readonly socket: Socket;
  readonly #lineEnding: LineEnding;
  /** @internal */
  readonly reading: Reading;

  static {
    brand(this, "BufferedSocket");
  }

  constructor(socket: Socket, options: BufferedSocketOptions = {}) {
    this.socket = instance("socket", socket, Socket);
    if (socket.type.value !== SocketType.stream.value) throw wrongValue("socket", "a stream socket", socket);
    checkOptions("options", options, MEMBERS);
    const { encoding = "utf-8", lineEnding = "lf", bufferSize = 8192, maximumLine = 1 << 20, fatal = false } = options;
    const buffered = options.buffered === undefined ? undefined : bytesOf("options.buffered", options.buffered);
    oneOf("options.encoding", encoding, ["utf-8", "utf-16le", "latin1"]);
    this.#lineEnding = oneOf("options.lineEnding", lineEnding, ["lf", "crlf"]);
    integer("options.bufferSize", bufferSize, 2, 1 << 30);
    integer("options.maximumLine", maximumLine, 1, MAX_INT32);
    boolean("options.fatal", fatal);
    this.reading = new Reading(socket, textCodec(encoding, fatal), bufferSize, maximumLine, buffered);
  }

  /** @internal Text as it is written: in the socket's encoding, with its line endings. */
  encode(text: string): Uint8Array {
    string("text", text);
    return this.reading.codec.encode(this.#lineEnding === "crlf" ? text.replace(/\r?\n/g, "\r\n") : text);
  }

  /** Closes the socket. */
  close(): void {
    this.socket.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
