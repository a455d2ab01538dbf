/**
 * HTTP/1.1 requests out of bytes (RFC 9112), for http-server.ts beside it. There are no sockets here. A request may come
 * in any pieces, and several in one; what two readers might understand differently is refused.
 */
import { PendingBytes } from "./pending-bytes.ts";

export interface Request {
  readonly method: string;
  readonly target: string;
  /** By their names in lower case; of a name that came twice the values with a comma between. */
  readonly headers: ReadonlyMap<string, string>;
  /** Whether the connection stays for another request. */
  readonly lasting: boolean;
  /** Good until the handler returns. */
  readonly body: Buffer<ArrayBuffer>;
}

/** What a request cannot be answered with but this. */
export class RequestError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const headLimit = 16_384;
const bodyLimit = 1 << 20;
const lineLimit = 1024; // of a chunk's size with its extensions
const empty: Buffer<ArrayBuffer> = Buffer.alloc(0);

const requestLine = /^([!#$%&'*+.^_`|~\w-]+) (\S+) HTTP\/(\d)\.(\d)$/;
// Nothing folded over two lines, and no space before the colon.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a header may not have.
const headerLine = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([^\0-\x08\n-\x1f\x7f]*?)[ \t]*$/;

interface Head extends Omit<Request, "body"> {
  /** Bytes of the body; `undefined` where it comes in chunks. */
  readonly length: number | undefined;
}

function headOf(text: string): Head {
  const [first = "", ...lines] = text.split("\r\n");
  const [, method = "", target = "", major, minor] = requestLine.exec(first) ?? [];
  if (major === undefined) throw new RequestError(400, "this is no request");
  if (major !== "1") throw new RequestError(505, "this is HTTP/1.1");
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value = ""] = headerLine.exec(line) ?? [];
    if (name === undefined) throw new RequestError(400, "a header is none");
    const key = name.toLowerCase();
    const before = headers.get(key);
    headers.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  if (!/^[^\s,]*$/.test(headers.get("host") ?? (minor === "0" ? "" : ","))) {
    throw new RequestError(400, "there must be one host");
  }
  const options = (headers.get("connection") ?? "").toLowerCase().split(/[ \t,]+/);
  const lasting = minor === "0" ? options.includes("keep-alive") : !options.includes("close");
  return { method, target, headers, lasting, length: lengthOf(headers, minor) };
}

function lengthOf(headers: ReadonlyMap<string, string>, minor: string | undefined): number | undefined {
  const length = headers.get("content-length");
  const coding = headers.get("transfer-encoding");
  if (coding !== undefined) {
    // Of both, whoever stands between us and the client may have heeded the other.
    if (length !== undefined || minor === "0") throw new RequestError(400, "the length is told twice");
    if (coding.toLowerCase() !== "chunked") throw new RequestError(501, "of codings there is only chunked");
    return undefined;
  }
  if (length === undefined) return 0;
  if (!/^\d+$/.test(length)) throw new RequestError(400, "the length is no number");
  if (Number(length) > bodyLimit) throw new RequestError(413, "the body is too long");
  return Number(length);
}

/** The requests of one connection. */
export class RequestReader {
  readonly #pending = new PendingBytes();
  /** What of a body has come in chunks. */
  readonly #chunks = new PendingBytes();
  #input = empty;
  #at = 0;
  #head: Head | undefined;
  #trailing = false;
  #asked = false;

  /** Gives each request that is there with these bytes, for as long as the caller has room for answers. */
  *requests(bytes: Uint8Array<ArrayBuffer>): Generator<Request, void, undefined> {
    this.#input = this.#pending.with(bytes);
    this.#at = 0;
    try {
      for (let request = this.#next(); request !== undefined; request = this.#next()) yield request;
    } finally {
      this.#pending.keep(this.#input, this.#at);
      this.#input = empty;
    }
  }

  /** Whether the client waits with the body until it is told to go on (RFC 9110, 10.1.1). Said once a request. */
  get waiting(): boolean {
    if (this.#head === undefined || this.#asked) return false;
    this.#asked = true;
    return this.#head.headers.get("expect")?.toLowerCase() === "100-continue";
  }

  #next(): Request | undefined {
    this.#head ??= this.#readHead();
    if (this.#head === undefined) return undefined;
    const { length, ...head } = this.#head;
    const body = length === undefined ? this.#readChunks() : this.#take(length);
    if (body === undefined) return undefined;
    this.#head = undefined;
    this.#asked = false;
    return { ...head, body };
  }

  #readHead(): Head | undefined {
    // Some clients end a body with a line of their own.
    while (this.#input[this.#at] === 13 && this.#input[this.#at + 1] === 10) this.#at += 2;
    const text = this.#until("\r\n\r\n", headLimit, 431);
    return text === undefined ? undefined : headOf(text);
  }

  #readChunks(): Buffer<ArrayBuffer> | undefined {
    for (;;) {
      const before = this.#at;
      const line = this.#until("\r\n", lineLimit, 400);
      if (line === undefined) return undefined;
      if (this.#trailing) {
        // Headers behind the body mean nothing here.
        if (line !== "") continue;
        this.#trailing = false;
        return this.#chunks.take();
      }
      const [, digits] = /^([\da-f]{1,8})[ \t]*(?:;.*)?$/i.exec(line) ?? [];
      if (digits === undefined) throw new RequestError(400, "a chunk has no size");
      const size = Number.parseInt(digits, 16);
      if (this.#chunks.length + size > bodyLimit) throw new RequestError(413, "the body is too long");
      this.#trailing = size === 0;
      if (this.#trailing) continue;
      const chunk = this.#take(size + 2);
      if (chunk === undefined) {
        this.#at = before;
        return undefined;
      }
      if (chunk.toString("latin1", size) !== "\r\n") throw new RequestError(400, "a chunk is not as long as it says");
      this.#chunks.append(chunk.subarray(0, size));
    }
  }

  /** The text before an end, which is passed over. */
  #until(end: string, limit: number, status: number): string | undefined {
    const found = this.#input.indexOf(end, this.#at, "latin1");
    const last = found < 0 ? this.#input.length : found;
    if (last - this.#at > limit) throw new RequestError(status, "a line is too long, or they are too many");
    if (found < 0) return undefined;
    const text = this.#input.toString("latin1", this.#at, found);
    this.#at = found + end.length;
    return text;
  }

  #take(length: number): Buffer<ArrayBuffer> | undefined {
    if (length === 0) return empty;
    const end = this.#at + length;
    if (end > this.#input.length) return undefined;
    const bytes = this.#input.subarray(this.#at, end);
    this.#at = end;
    return bytes;
  }
}
