/**
 * DNS messages in and out of bytes (RFC 1035), for dns.ts and mdns.ts beside it. There are no sockets here. A record's
 * data is text, as zone files have it: `10 mail.example.org` for MX, `"one" "two"` for TXT.
 */
import { formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from "berkeley-sockets";

export const types: Readonly<Record<string, number>> = {
  ...{ A: 1, NS: 2, CNAME: 5, PTR: 12, MX: 15, TXT: 16, AAAA: 28, SRV: 33, ANY: 255 },
};

/** Bits of a message's flags. */
export const flags = { response: 0x8000, authoritative: 0x0400, truncated: 0x0200, recurse: 0x0100, code: 0x000f };

export interface Question {
  readonly name: string;
  /** By name, such as `AAAA`; of types without a name here `TYPE257`. */
  readonly type: string;
  /** In multicast DNS its highest bit asks for an answer to the asker alone. */
  readonly class: number;
}

export interface Answer extends Question {
  readonly ttl: number;
  readonly data: string;
}

export interface Message {
  readonly id: number;
  readonly flags: number;
  readonly questions: readonly Question[];
  readonly answers: readonly Answer[];
  readonly additionals: readonly Answer[];
}

const typeName = (value: number): string => Object.keys(types).find((name) => types[name] === value) ?? `TYPE${value}`;

export function typeNumber(name: string): number {
  const value = types[name] ?? Number(/^TYPE(\d{1,5})$/.exec(name)?.[1] ?? Number.NaN);
  if (!(value <= 0xffff)) throw new Error(`${name} is no type of records known here`);
  return value;
}

// Names: labels with dots between; a dot within a label has a backslash before it.

function encodeName(name: string): Buffer {
  const labels = name.match(/(?:\\.|[^.\\])+/gs) ?? [];
  const parts = labels.map((label) => Buffer.from(label.replace(/\\(.)/gs, "$1")));
  if (parts.some(({ length }) => length > 63)) throw new Error(`${name} has a part of more than 63 bytes`);
  return Buffer.concat([...parts.flatMap((part) => [Buffer.of(part.length), part]), Buffer.of(0)]);
}

/** A place in a message, which reading moves on. Reading past the end is a RangeError. */
class Reader {
  at = 0;
  readonly bytes: Buffer;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  byte(): number {
    return this.bytes.readUInt8(this.at++);
  }

  short(): number {
    this.at += 2;
    return this.bytes.readUInt16BE(this.at - 2);
  }

  long(): number {
    this.at += 4;
    return this.bytes.readUInt32BE(this.at - 4);
  }

  take(length: number): Buffer {
    this.at += length;
    if (this.at > this.bytes.length) throw new RangeError("it ends early");
    return this.bytes.subarray(this.at - length, this.at);
  }

  name(): string {
    const start = this.at;
    const labels: string[] = [];
    for (let length = this.byte(); length > 0; length = this.byte()) {
      if (length >= 0xc0) {
        // It goes on as an earlier name does; an earlier one only, or it would have no end.
        const target = ((length & 0x3f) << 8) | this.byte();
        if (target >= start) throw new RangeError("a name goes on in itself");
        return [...labels, new Reader(this.bytes, target).name()].join(".");
      }
      labels.push(this.take(length).toString().replace(/[.\\]/g, "\\$&"));
    }
    return labels.join(".");
  }
}

// Data of records.

function encodeData(type: string, data: string): Buffer {
  const fields = data.split(/\s+/);
  const shorts = (count: number): Buffer => {
    const bytes = Buffer.alloc(2 * count);
    for (let index = 0; index < count; index++) bytes.writeUInt16BE(Number(fields[index]), 2 * index);
    return bytes;
  };
  if (type === "A") {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(parseIpv4(data));
    return bytes;
  }
  if (type === "AAAA") return Buffer.from(parseIpv6(data));
  if (["NS", "CNAME", "PTR"].includes(type)) return encodeName(data);
  if (type === "MX") return Buffer.concat([shorts(1), encodeName(fields[1] ?? "")]);
  if (type === "SRV") return Buffer.concat([shorts(3), encodeName(fields[3] ?? "")]);
  if (type !== "TXT") throw new Error(`records of type ${type} cannot be written here`);
  const texts = [...data.matchAll(/"((?:\\.|[^"\\])*)"|(\S+)/gs)].map(([, quoted, plain]) =>
    Buffer.from((quoted ?? plain ?? "").replace(/\\(.)/gs, "$1")),
  );
  if (texts.some(({ length }) => length > 255)) throw new Error("one text of a TXT record has at most 255 bytes");
  return Buffer.concat(texts.flatMap((each) => [Buffer.of(each.length), each]));
}

function decodeData(type: string, reader: Reader, length: number): string {
  const end = reader.at + length;
  if (type === "A" && length === 4) return formatIpv4(reader.long());
  if (type === "AAAA" && length === 16) return formatIpv6(reader.take(16));
  if (["NS", "CNAME", "PTR"].includes(type)) return reader.name();
  if (type === "MX") return `${reader.short()} ${reader.name()}`;
  if (type === "SRV") return `${reader.short()} ${reader.short()} ${reader.short()} ${reader.name()}`;
  if (type !== "TXT") return `\\# ${length} ${reader.take(length).toString("hex")}`; // RFC 3597
  const texts: string[] = [];
  while (reader.at < end) texts.push(JSON.stringify(reader.take(reader.byte()).toString()));
  return texts.join(" ");
}

// Messages.

function encodeQuestion({ name, type, class: kind }: Question): Buffer {
  const tail = Buffer.alloc(4);
  tail.writeUInt16BE(typeNumber(type));
  tail.writeUInt16BE(kind, 2);
  return Buffer.concat([encodeName(name), tail]);
}

function encodeAnswer(answer: Answer): Buffer {
  const data = encodeData(answer.type, answer.data);
  const middle = Buffer.alloc(6);
  middle.writeUInt32BE(answer.ttl);
  middle.writeUInt16BE(data.length, 4);
  return Buffer.concat([encodeQuestion(answer), middle, data]);
}

export function encodeMessage(message: Partial<Message>): Buffer {
  const { id = 0, flags: bits = 0, questions = [], answers = [], additionals = [] } = message;
  const header = Buffer.alloc(12);
  for (const [index, value] of [id, bits, questions.length, answers.length, 0, additionals.length].entries()) {
    header.writeUInt16BE(value, 2 * index);
  }
  return Buffer.concat([header, ...questions.map(encodeQuestion), ...[...answers, ...additionals].map(encodeAnswer)]);
}

/** `undefined` for bytes that are no message. */
export function decodeMessage(bytes: Uint8Array): Message | undefined {
  try {
    const reader = new Reader(Buffer.from(bytes));
    const [id, bits, questions, answers, authorities, additionals] = Array.from({ length: 6 }, () => reader.short());
    const each = <T>(count: number | undefined, read: () => T): T[] => Array.from({ length: count ?? 0 }, read);
    const question = (): Question => ({
      name: reader.name(),
      type: typeName(reader.short()),
      class: reader.short(),
    });
    const answer = (): Answer => {
      const asked = question();
      const ttl = reader.long();
      const length = reader.short();
      const end = reader.at + length;
      const data = decodeData(asked.type, reader, length);
      if (reader.at !== end) throw new RangeError("a record is not as long as it says");
      return { ...asked, ttl, data };
    };
    const message = {
      id: id ?? 0,
      flags: bits ?? 0,
      questions: each(questions, question),
      answers: each(answers, answer),
    };
    each(authorities, answer);
    return { ...message, additionals: each(additionals, answer) };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
