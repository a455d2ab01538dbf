/**
 * RESP2, the protocol of Redis, in and out of bytes, for resp-server.ts beside it. There are no sockets here. A request is
 * read where it lies: nothing is made of it but what a command asks for. Text is Latin-1, so that each byte is a character.
 */

/** After this there is no telling where the next request begins. */
export class ProtocolError extends Error {}

const mostArguments = 1024;
const longestArgument = 16 << 20;
const longestLine = 65_536;

const [CR, LF, SPACE, DOLLAR, STAR] = [13, 10, 32, 36, 42];

/** A request: the one object that is filled anew by each. */
export class Request {
  /** How many words it has; 0 for an empty line. */
  count = 0;
  #input: Buffer<ArrayBuffer> = Buffer.alloc(0);
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  /** Where {@link #number} stopped. */
  #at = 0;

  /** Reads the request that begins at a place: where the next one does, or -1 while it is not all there. */
  read(input: Buffer<ArrayBuffer>, start: number): number {
    this.#input = input;
    this.count = 0;
    if (input[start] !== STAR) return this.#readLine(start);
    const count = this.#number(start + 1);
    if (count < 0) return -1;
    if (count > mostArguments) throw new ProtocolError("invalid multibulk length");
    let at = this.#at;
    for (let index = 0; index < count; index++) {
      if (at >= input.length) return -1;
      if (input[at] !== DOLLAR) throw new ProtocolError("expected '$'");
      const length = this.#number(at + 1);
      if (length < 0) return -1;
      if (length > longestArgument) throw new ProtocolError("invalid bulk length");
      at = this.#at + length + 2;
      if (at > input.length) return -1;
      if (input[at - 2] !== CR || input[at - 1] !== LF)
        throw new ProtocolError("an argument is not as long as it says");
      this.#starts[index] = at - 2 - length;
      this.#ends[index] = at - 2;
    }
    this.count = count;
    return at;
  }

  /** Words of a line, as one types them. */
  #readLine(start: number): number {
    const input = this.#input;
    const end = input.indexOf(LF, start);
    if ((end < 0 ? input.length : end) - start > longestLine) throw new ProtocolError("too big inline request");
    if (end < 0) return -1;
    let count = 0;
    for (let at = start; at < end; at++) {
      if ((input[at] as number) <= SPACE) continue;
      if (count === mostArguments) throw new ProtocolError("too many words");
      this.#starts[count] = at;
      while (at < end && (input[at] as number) > SPACE) at++;
      this.#ends[count++] = at;
    }
    this.count = count;
    return end + 1;
  }

  /** The number on the line that begins there, or -1 while the line has no end. */
  #number(start: number): number {
    const input = this.#input;
    let value = 0;
    for (let at = start; at < input.length; at++) {
      const digit = (input[at] as number) - 48;
      if (digit >= 0 && digit <= 9 && at - start < 9) {
        value = 10 * value + digit;
      } else if (input[at] === CR && at > start) {
        if (at + 1 === input.length) return -1;
        if (input[at + 1] !== LF) break;
        this.#at = at + 2;
        return value;
      } else break;
      if (at + 1 === input.length) return -1;
    }
    if (start === input.length) return -1;
    throw new ProtocolError("invalid length");
  }

  /** A word's number, if it is made of letters, in which case makes no difference. Otherwise NaN. */
  code(index: number): number {
    const input = this.#input;
    let code = 0;
    for (let at = this.#starts[index] as number; at < (this.#ends[index] as number); at++) {
      const letter = (input[at] as number) | 32;
      code = letter >= 97 && letter <= 122 ? 32 * code + letter - 96 : Number.NaN;
    }
    return code;
  }

  /** A word. */
  text(index: number): string {
    return this.#input.toString("latin1", this.#starts[index], this.#ends[index]);
  }
}

/** Answers, one behind the other, in memory that is used again. */
export class Replies {
  length = 0;
  #memory: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(65_536);

  /** Gives what there is, good until the next reply. */
  take(): Buffer<ArrayBuffer> {
    const taken = this.#memory.subarray(0, this.length);
    this.length = 0;
    if (this.#memory.length > 1 << 20) this.#memory = Buffer.allocUnsafeSlow(65_536);
    return taken;
  }

  /** Bytes as they are to be sent. */
  raw(text: string): void {
    const start = this.length;
    const end = start + text.length;
    if (end > this.#memory.length) this.#grow(end);
    this.length = end;
    const memory = this.#memory;
    // A call into the runtime takes longer than a few steps here.
    if (text.length > 32) memory.write(text, start, "latin1");
    else for (let index = 0; index < text.length; index++) memory[start + index] = text.charCodeAt(index);
  }

  error(text: string): void {
    this.raw(`-${text.replace(/[\r\n]/g, " ")}\r\n`);
  }

  integer(value: number | bigint): void {
    this.raw(`:${value}\r\n`);
  }

  /** A string, or that there is none. */
  bulk(text: string | undefined): void {
    if (text === undefined) this.raw("$-1\r\n");
    else {
      this.raw(`$${text.length}\r\n`);
      this.raw(text);
      this.raw("\r\n");
    }
  }

  array(texts: readonly string[]): void {
    this.raw(`*${texts.length}\r\n`);
    for (const each of texts) this.bulk(each);
  }

  #grow(length: number): void {
    const memory = Buffer.allocUnsafeSlow(2 * length);
    this.#memory.copy(memory, 0, 0, this.length);
    this.#memory = memory;
  }
}
