/** Arguments that no careful program would give, from a seed. */

export type Argument =
  /** Never one of this process's: negative, or far above what the system gives out. */
  | "descriptor"
  | "integer"
  | "zero"
  /** A family of sockets that needs no kernel module, or one that there is not. */
  | "domain"
  | "bytes"
  /** Bytes, or an array of them that may be long or have something else in it. */
  | "pieces"
  /** Bytes that mostly end with their only NUL. */
  | "text"
  /** An array of `struct pollfd` with descriptors that are nobody's. */
  | "entries"
  | "rows"
  | "length"
  /** A place in a file, or a number of bytes of one. */
  | "wide"
  /** Flags of the resolver that keep it from asking anybody. */
  | "numericLookup"
  | "numericName"
  /** Nothing that passes for a number or an array of bytes. */
  | "refused";

const LIVE_BELOW = 10_000_000; // more than any process may open here

const AI_NUMERIC = 0x4 | 0x400; // AI_NUMERICHOST, AI_NUMERICSERV of Linux
const NI_NUMERIC = 0x1 | 0x2; // NI_NUMERICHOST, NI_NUMERICSERV

const Resizable = ArrayBuffer as unknown as new (
  length: number,
  options: { maxByteLength: number },
) => ArrayBuffer & { resize(length: number): void };

export class Nonsense {
  #state: number;
  readonly #others: readonly unknown[];
  readonly #arrays: Uint8Array[];

  constructor(seed: number) {
    this.#state = seed | 0;
    this.#others = this.#makeOthers();
    this.#arrays = this.#makeArrays();
  }

  /** mulberry32: 32 random bits. */
  bits(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) | 0;
  }

  below(limit: number): number {
    return (this.bits() >>> 0) % limit;
  }

  #one<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  descriptor(): number {
    return this.#one([-1, -2, -2147483648, 2147483647, -1 - this.below(1 << 30), LIVE_BELOW + this.below(1 << 30)]);
  }

  /** An offset or a length: often within a small array, often far out, sometimes no number. */
  extent(): number {
    switch (this.below(12)) {
      case 0:
        return this.#one([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0]);
      case 1:
        return this.#one([-1, -0.5, 0.5, 2 ** 31, 2 ** 32, 2 ** 53, 1e300, -1e300, 5e-324, 2 ** 63, 2 ** 64]);
      case 2:
        return this.bits() * 2 ** this.below(40);
      default:
        return this.below(16);
    }
  }

  /** A length: mostly within a small array. */
  length(): number {
    return this.below(3) === 0 ? this.#integer() : this.below(64);
  }

  #integer(): number {
    switch (this.below(4)) {
      case 0:
        return this.below(64);
      case 1:
        return this.#one([0, -1, 1, 2147483647, -2147483648, 255, 65535, 65536]);
      default:
        return this.bits();
    }
  }

  #makeArrays(): Uint8Array[] {
    const arrays: Uint8Array[] = [];
    for (const length of [0, 0, 1, 2, 3, 4, 8, 15, 16, 28, 100, 108, 110, 128, 129, 255, 256, 257, 4096, 70_000]) {
      const array = new Uint8Array(length);
      for (let at = 0; at < length; at++) array[at] = this.below(256);
      arrays.push(array, array.subarray(length >> 1));
    }
    arrays.push(new Uint8Array(new SharedArrayBuffer(64)), new Uint8Array(new SharedArrayBuffer(64), 60, 4));
    const detached = new Uint8Array(64);
    structuredClone(detached.buffer, { transfer: [detached.buffer] });
    const resizable = new Resizable(64, { maxByteLength: 128 });
    const tracking = new Uint8Array(resizable);
    const outside = new Uint8Array(resizable, 32, 32);
    const end = new Uint8Array(resizable, 48);
    resizable.resize(16);
    arrays.push(detached, tracking, outside, end, Buffer.alloc(0), Buffer.from("a Buffer of the pool"));
    // Addresses that are almost right.
    for (const family of [0, 1, 2, 10, 16, 17, 40, 255]) {
      for (const length of [2, 3, 16, 28, 110]) {
        const address = new Uint8Array(length).fill(65, 2);
        address[0] = family;
        arrays.push(address);
      }
    }
    return arrays;
  }

  #makeOthers(): unknown[] {
    const buffer = new ArrayBuffer(64);
    const proxy = new Proxy(new Uint8Array(8), {});
    const typed = [Int8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array];
    const wide = [Float64Array, BigInt64Array, BigUint64Array];
    return [
      ...[undefined, null, true, false, "", "1", "text\0", Symbol("fd"), 1n, -1n, 2n ** 64n],
      ...[
        Number.NaN,
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
        0.5,
        -1.5,
        2 ** 31,
        -(2 ** 31) - 1,
        2 ** 53,
        1e300,
      ],
      ...[{}, [], [1, 2, 3], () => 1, new Date(0), /x/, new Map(), Promise.resolve(), new Error("mine")],
      ...[buffer, new SharedArrayBuffer(8), new DataView(buffer), new DataView(buffer, 64), proxy],
      ...[...typed, ...wide].map((Type) => new Type(buffer, 0, 4)),
      ...[...typed, ...wide].map((Type) => new Type(0)),
      { valueOf: () => 1, toString: () => "1", [Symbol.toPrimitive]: () => 1 },
      { length: 8, buffer, byteOffset: 0, byteLength: 8 },
      Object.create(Uint8Array.prototype),
      Object.create(null),
    ].map((value) => (typeof value === "number" && Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? -1 : value));
  }

  #bytes(): Uint8Array {
    return this.#one(this.#arrays);
  }

  #text(): Uint8Array {
    const length = this.below(20);
    const text = new Uint8Array(length + 1);
    for (let at = 0; at < length; at++) text[at] = this.below(8) === 0 ? this.below(256) : 48 + this.below(75);
    if (this.below(10) === 0) text[length] = 65;
    return this.below(5) === 0 ? this.#bytes() : text;
  }

  #entries(): Uint8Array {
    const entries = new Uint8Array(this.below(50));
    const view = new DataView(entries.buffer);
    for (let at = 0; at < entries.length; at++) entries[at] = this.below(256);
    for (let at = 0; at + 8 <= entries.length; at += 8) view.setInt32(at, this.descriptor(), true);
    return entries;
  }

  /** A table of small numbers, of which now and then one is not. */
  #rows(): Uint8Array {
    const rows = new Int32Array(this.below(64));
    for (let at = 0; at < rows.length; at++) rows[at] = this.below(50) === 0 ? this.#integer() : this.below(2);
    return new Uint8Array(rows.buffer);
  }

  #pieces(): unknown {
    if (this.below(3) === 0) return this.#bytes();
    const pieces: unknown[] = Array.from({ length: this.below(8) }, () => this.#bytes());
    if (this.below(20) === 0) pieces.push(this.#one(this.#others));
    if (this.below(40) === 0) pieces.length = 1020 + this.below(8);
    if (this.below(100) === 0) return new Array(1020 + this.below(8)).fill(this.#bytes());
    return pieces;
  }

  #plausible(kind: Argument): unknown {
    switch (kind) {
      case "descriptor":
        return this.descriptor();
      case "integer":
        return this.#integer();
      case "zero":
        return 0;
      case "domain":
        return this.#one([1, 1, 2, 10, -1, 4096 + this.below(1 << 20), 2147483647]);
      case "bytes":
        return this.#bytes();
      case "pieces":
        return this.#pieces();
      case "text":
        return this.#text();
      case "entries":
        return this.#entries();
      case "rows":
        return this.#rows();
      case "length":
        return this.length();
      case "wide":
        return this.below(3) === 0 ? this.extent() : this.below(1 << 30) * 2 ** this.below(24);
      case "numericLookup":
        return (this.below(2) === 0 ? 0 : this.bits()) | AI_NUMERIC;
      case "numericName":
        return (this.below(2) === 0 ? 0 : this.bits()) | NI_NUMERIC;
      default:
        return this.#one(this.#others);
    }
  }

  /** Arguments of these kinds; some of them something else altogether, some missing, some too many. */
  arguments(kinds: readonly Argument[]): unknown[] {
    const given = kinds.map((kind) => {
      if (this.below(6) !== 0) return this.#plausible(kind);
      // An array where a number is wanted can do no harm, nor a number of ours where an array is.
      return this.below(4) === 0 && kind !== "refused" && kind !== "entries"
        ? kind === "bytes" || kind === "text" || kind === "pieces"
          ? this.#integer()
          : this.#bytes()
        : this.#one(this.#others);
    });
    switch (this.below(20)) {
      case 0:
        return given.slice(0, this.below(given.length + 1));
      case 1:
        return [...given, this.#one(this.#others), this.#bytes()];
      default:
        return given;
    }
  }
}
