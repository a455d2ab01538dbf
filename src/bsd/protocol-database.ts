/** The protocol database: /etc/protocols, or what else the system's name service has. */
import { brand } from "../core/brand.ts";
import { boolean, cText, instance } from "../core/check.ts";
import { SocketCondition, unsupported } from "../core/condition.ts";
import { constantOf, numberOf } from "../core/constant.ts";
import { ENOENT } from "../core/errno.ts";
import { showAs } from "../core/inspect.ts";
import { systemLayout } from "../core/struct.ts";
import { system } from "../sys/system.ts";
import { answer, cString, cStrings } from "../sys/text.ts";
import { SocketProtocol } from "./socket-protocol.ts";

/** Winsock looks protocols up by name and by number, and walks through none. */
const WALKED = process.platform !== "win32";

function checkWalked(who: string, syscall: string): void {
  if (!WALKED) throw unsupported(who, syscall, "a walk through the protocol database");
}

/** A protocol's names and number. */
export class ProtocolEntry {
  /** The official name, such as `tcp`. */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly value: SocketProtocol;

  static {
    brand(this, "ProtocolEntry");
    showAs(this, (entry) => `ProtocolEntry ${entry.name} ${entry.value.value}`);
  }

  constructor(name: string, aliases: readonly string[], value: SocketProtocol) {
    this.name = name;
    this.aliases = aliases;
    this.value = value;
  }
}

/** An entry as `native/os.h` lays it out: number, name, aliases. */
function decodeEntry(bytes: Uint8Array<ArrayBuffer>): ProtocolEntry {
  const number = new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, systemLayout.littleEndian);
  const [name = "", ...aliases] = cStrings(bytes.subarray(4));
  return new ProtocolEntry(name, aliases, constantOf(SocketProtocol, number));
}

function entryOf(who: string, syscall: string, result: number): ProtocolEntry | undefined {
  if (result === -ENOENT) return undefined;
  if (result < 0) throw new SocketCondition(who, syscall, -result);
  return decodeEntry(answer());
}

/**
 * The protocol of a name or alias, `undefined` when there is none. See getprotobyname(3).
 *
 * @example
 * getProtocolByName("tcp")?.value === SocketProtocol.tcp
 */
export function getProtocolByName(name: string): ProtocolEntry | undefined {
  return entryOf("getProtocolByName", "getprotobyname", system.protocolByName(cString(cText("name", name))));
}

/** The entry of a protocol's number, `undefined` when there is none. See getprotobynumber(3). */
export function getProtocolByConstant(protocol: SocketProtocol): ProtocolEntry | undefined {
  const number = numberOf(instance("protocol", protocol, SocketProtocol), "getProtocolByConstant", "getprotobynumber");
  return entryOf("getProtocolByConstant", "getprotobynumber", system.protocolByNumber(number));
}

// The walk is this environment's own: libc has only one cursor for the whole process, so the database is
// read in one go and walked here.
let walk: ProtocolEntry[] | undefined;
let next = 0;

/**
 * Opens the protocol database at its first entry. See setprotoent(3).
 *
 * `keepAlive` is taken for likeness: it asks that lookups in between leave the walk alone, and here they
 * always do.
 *
 * *Platform notes*: Windows has no such walk; this and its two companions throw ENOTSUP there.
 */
export function openProtocolDatabase(keepAlive: boolean): void {
  boolean("keepAlive", keepAlive);
  checkWalked("openProtocolDatabase", "setprotoent");
  read("openProtocolDatabase", "setprotoent");
}

function read(who: string, syscall: string): ProtocolEntry[] {
  const result = system.protocols();
  if (result < 0) throw new SocketCondition(who, syscall, -result);
  const bytes = answer();
  const view = new DataView(bytes.buffer);
  const entries: ProtocolEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = view.getInt32(at, systemLayout.littleEndian);
    entries.push(decodeEntry(bytes.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  walk = entries;
  next = 0;
  return entries;
}

/** The next entry, `undefined` at the end; opens the database if need be. See getprotoent(3). */
export function nextProtocolEntry(): ProtocolEntry | undefined {
  checkWalked("nextProtocolEntry", "getprotoent");
  const entries = walk ?? read("nextProtocolEntry", "getprotoent");
  return entries[next++];
}

/** Ends the walk; the next one begins at the first entry. See endprotoent(3). */
export function closeProtocolDatabase(): void {
  checkWalked("closeProtocolDatabase", "endprotoent");
  walk = undefined;
  next = 0;
}
