/**
 * What dns-server.ts beside it knows, in the form in which it is sent: an answer is the question as it came and bytes that
 * were made once. There are no sockets here. The messages of a resolver, which are looked into, are dns-message.ts's.
 */
import { type Answer, encodeMessage, typeNumber } from "./dns-message.ts";

const HEADER = 12;
const [CNAME, OPT, ANY] = [5, 41, 255];
const internetClass = 1;
const [FORMAT_ERROR, NO_SUCH_NAME, NOT_IMPLEMENTED, REFUSED, BAD_VERSION] = [1, 3, 4, 5, 16];
const [RESPONSE, AUTHORITATIVE, TRUNCATED, RECURSE] = [0x8000, 0x0400, 0x0200, 0x0100];
/** The least that every asker takes (RFC 1035), and the most that is sent in a datagram, which no link has to part. */
const leastLimit = 512;
const mostLimit = 1232;
/** Our own OPT record: the root, its type, the length that we take. Code, version and flags follow, and no options. */
const extension: readonly number[] = [0, 0, OPT, mostLimit >> 8, mostLimit & 0xff];

interface Found {
  readonly count: number;
  readonly records: Buffer;
}

const none: Found = { count: 0, records: Buffer.alloc(0) };

/** Records, found by the bytes of a question. */
export class Zone {
  /** By name, and then by type. */
  readonly #names = new Map<string, Map<number, Found>>();

  constructor(records: readonly Answer[]) {
    const groups = new Map<string, Answer[]>();
    for (const record of records) {
      const name = record.name.toLowerCase();
      groups.set(name, [...(groups.get(name) ?? []), record]);
    }
    for (const [name, own] of groups) {
      const types = this.#typesOf(name);
      types.set(ANY, found(own));
      for (const [type, those] of byType(own)) types.set(type, found(those));
      const alias = own.find(({ type }) => type === "CNAME");
      // Whatever is asked of an alias, what is known of its target comes along.
      for (const [type, those] of byType(groups.get(alias?.data.toLowerCase().replace(/\.$/, "") ?? "") ?? [])) {
        if (alias !== undefined && type !== CNAME) types.set(type, found([alias], those));
      }
      // The names above it exist too, though nothing is known of them.
      for (let at = name.indexOf("."); at >= 0; at = name.indexOf(".", at + 1)) this.#typesOf(name.slice(at + 1));
    }
  }

  #typesOf(name: string): Map<number, Found> {
    const key = keyOf(name);
    const types = this.#names.get(key) ?? new Map<number, Found>();
    this.#names.set(key, types);
    return types;
  }

  /** Writes the answer to a query into `out`: its length, or 0 where there is none to give. In a stream it may be any length. */
  answer(query: Buffer, out: Buffer, isStream: boolean): number {
    // What is shorter has no number, and an answer to an answer would never end.
    if (query.length < HEADER || (query.readUInt16BE(2) & RESPONSE) !== 0) return 0;
    const flags = query.readUInt16BE(2);
    const end = query.readUInt16BE(4) === 1 ? questionEnd(query) : 0;
    let limit = isStream ? out.length : leastLimit;
    let code = 0;
    let extended = 0;
    let result = none;
    if ((flags & 0x7800) !== 0) code = NOT_IMPLEMENTED;
    else if (end === 0) code = FORMAT_ERROR;
    else {
      extended = extensionAt(query, end);
      if (extended > 0 && !isStream) {
        limit = Math.min(mostLimit, Math.max(leastLimit, query.readUInt16BE(extended + 3)));
      }
      const types = this.#names.get(query.toString("latin1", HEADER, end - 4).toLowerCase());
      if (extended < 0) code = FORMAT_ERROR;
      else if (extended > 0 && query[extended + 6] !== 0) code = BAD_VERSION;
      else if (query.readUInt16BE(end - 2) !== internetClass) code = REFUSED;
      else if (types === undefined) code = NO_SUCH_NAME;
      else result = types.get(query.readUInt16BE(end - 4)) ?? types.get(CNAME) ?? none;
    }
    const question = code === NOT_IMPLEMENTED || end === 0 ? HEADER : end;
    const room = question + (extended > 0 ? extension.length + 6 : 0);
    const truncated = room + result.records.length > limit;
    if (truncated) result = none;
    const authority = code === 0 || code === NO_SUCH_NAME ? AUTHORITATIVE : 0;
    query.copy(out, 0, 0, question);
    out.writeUInt16BE(
      RESPONSE | authority | (truncated ? TRUNCATED : 0) | (flags & (0x7800 | RECURSE)) | (code & 15),
      2,
    );
    out.fill(0, 4, HEADER);
    out.writeUInt16BE(question > HEADER ? 1 : 0, 4);
    out.writeUInt16BE(result.count, 6);
    let at = question + result.records.copy(out, question);
    if (extended > 0) {
      out.writeUInt16BE(1, 10);
      out.set(extension, at);
      out.fill(0, at + extension.length, at + extension.length + 6);
      out[at + extension.length] = code >> 4;
      at += extension.length + 6;
    }
    return at;
  }
}

function byType(records: readonly Answer[]): Map<number, Answer[]> {
  const types = new Map<number, Answer[]>();
  for (const record of records) {
    const type = typeNumber(record.type);
    types.set(type, [...(types.get(type) ?? []), record]);
  }
  return types;
}

/** Records as they are sent: those of the name that was asked for, and others behind them. */
function found(own: readonly Answer[], others: readonly Answer[] = []): Found {
  const bytes = encodeMessage({ answers: others }).subarray(HEADER);
  // The name of the question is always at the same place, and told by that.
  const first = own.map((record) => {
    const atRoot = encodeMessage({ answers: [{ ...record, name: "" }] });
    return Buffer.concat([Buffer.of(0xc0, HEADER), atRoot.subarray(HEADER + 1)]);
  });
  return { count: own.length + others.length, records: Buffer.concat([...first, bytes]) };
}

/** The bytes of a name, in lower case. */
function keyOf(name: string): string {
  const question = encodeMessage({ questions: [{ name, type: "A", class: internetClass }] });
  return question.toString("latin1", HEADER, question.length - 4).toLowerCase();
}

/** Where the question ends, or 0 where there is none that could be read. */
function questionEnd(query: Buffer): number {
  let at = HEADER;
  while (at < query.length && query[at] !== 0) {
    const length = query[at] as number;
    // A name that goes on elsewhere has nowhere to go in the first one of a message.
    if (length > 63) return 0;
    at += length + 1;
  }
  return at - HEADER < 255 && at + 5 <= query.length ? at + 5 : 0;
}

/** Where the OPT record is (RFC 6891): 0 where there is none, -1 where it is none. */
function extensionAt(query: Buffer, end: number): number {
  const [answers, authorities, additionals] = [6, 8, 10].map((at) => query.readUInt16BE(at));
  if (answers !== 0 || authorities !== 0 || additionals === 0) return 0;
  // It is the first of what is beside a question. Of others nothing is asked here.
  if (end + 11 > query.length) return -1;
  if (query[end] !== 0 || query.readUInt16BE(end + 1) !== OPT) return 0;
  return end + 11 + query.readUInt16BE(end + 9) > query.length ? -1 : end;
}
