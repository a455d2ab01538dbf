/** What a message of the kernel's route tables changes: it says how things are, not what is new about them. */
import { SocketDomain } from "../../index.ts";
import type { InterfaceAddress, Link, Route } from "../../netlink.ts";

export type Entry = Link | InterfaceAddress | Route;
export type Kind = Entry["kind"];

/** A change, in words and for programs. */
export interface Change {
  readonly event: "added" | "changed" | "removed";
  readonly kind: Kind;
  readonly interface: string | null;
  /** Which of the entry's members changed, with what they were before. */
  readonly before: Readonly<Record<string, unknown>>;
  readonly entry: Entry;
}

/** What tells an entry from all others of its kind. */
function keyOf(entry: Entry): string {
  if (entry.kind === "link") return `link ${entry.index}`;
  if (entry.kind === "address")
    return `address ${entry.index} ${entry.address}/${entry.prefixLength} ${entry.peer ?? ""}`;
  const { domain, destination, prefixLength, table, priority, typeOfService, gateway, outputIndex } = entry;
  return `route ${[domain.name, destination, prefixLength, table, priority, typeOfService, gateway, outputIndex].join(" ")}`;
}

/** Members that change all the time, or that say the same as another one. */
const noise = new Set(["statistics", "flagBits", "removed", "preferredLifetime", "validLifetime"]);

function differences(before: Entry, after: Entry): Record<string, unknown> {
  const now = after as unknown as Record<string, unknown>;
  const text = (value: unknown): string =>
    JSON.stringify(value, (_key, each) => (typeof each === "bigint" ? String(each) : each)) ?? "";
  return Object.fromEntries(
    Object.entries(before).filter(([name, value]) => !noise.has(name) && text(value) !== text(now[name])),
  );
}

/** All that is there, so that what comes can be told from what was. */
export class Known {
  readonly #entries = new Map<string, Entry>();
  readonly #names = new Map<number, string>();

  constructor(entries: Iterable<Entry>) {
    for (const entry of entries) this.#learn(entry);
  }

  /** What a message changes; `undefined` when it says nothing new. */
  take(entry: Entry): Change | undefined {
    const key = keyOf(entry);
    const was = this.#entries.get(key);
    const name = this.#nameOf(entry);
    const change = (event: Change["event"], before: Change["before"]): Change => {
      return { event, kind: entry.kind, interface: name, before, entry };
    };
    if (entry.removed) {
      this.#entries.delete(key);
      return change("removed", {});
    }
    this.#learn(entry);
    if (was === undefined) return change("added", {});
    const before = differences(was, entry);
    return Object.keys(before).length === 0 ? undefined : change("changed", before);
  }

  nameOf(index: number | undefined): string | null {
    return index === undefined || index === 0 ? null : (this.#names.get(index) ?? `#${index}`);
  }

  #nameOf(entry: Entry): string | null {
    if (entry.kind === "link") return entry.name;
    return this.nameOf(entry.kind === "address" ? entry.index : entry.outputIndex);
  }

  #learn(entry: Entry): void {
    this.#entries.set(keyOf(entry), entry);
    // Kept when the link goes: what went with it is told later.
    if (entry.kind === "link") this.#names.set(entry.index, entry.name);
  }
}

const list = (value: unknown): string => (Array.isArray(value) ? value.join(",") : String(value ?? "none"));

/** `mtu 1500 → 1400`; of flags those that came and those that went. */
function tellDifference(name: string, was: unknown, is: unknown): string {
  if (!Array.isArray(was) || !Array.isArray(is) || name !== "flags") return `${name} ${list(was)} → ${list(is)}`;
  const came = is.filter((flag) => !was.includes(flag)).map((flag) => `+${flag}`);
  const went = was.filter((flag) => !is.includes(flag)).map((flag) => `-${flag}`);
  return [...came, ...went].join(" ");
}

function tellEntry(entry: Entry, known: Known): string {
  if (entry.kind === "link") {
    const { name, index, deviceKind, address, mtu, state, flags } = entry;
    const kind = deviceKind === undefined ? "" : ` ${deviceKind}`;
    return `${name} (${index})${kind} ${address ?? ""} mtu ${mtu ?? "?"} ${state ?? ""} ${flags.join(",")}`;
  }
  if (entry.kind === "address") {
    const { address, prefixLength, peer, scope, flags } = entry;
    const other = peer === undefined ? "" : ` peer ${peer}`;
    return `${address}/${prefixLength}${other} on ${known.nameOf(entry.index) ?? "?"} ${scope} ${flags.join(",")}`;
  }
  const { domain, destination, prefixLength, gateway, type, table, protocol, priority, nextHops } = entry;
  const way = (gate: string | undefined, index: number | undefined): string =>
    [gate === undefined ? "" : ` via ${gate}`, index === undefined ? "" : ` on ${known.nameOf(index) ?? "?"}`].join("");
  const to =
    prefixLength === 0
      ? `default ${domain === SocketDomain.internet ? "IPv4" : "IPv6"}`
      : `${destination}/${prefixLength}`;
  return [
    type === "unicast" ? to : `${type} ${to}`,
    way(gateway, entry.outputIndex),
    ...nextHops.map((hop) => way(hop.gateway, hop.outputIndex)),
    ` table ${table} ${protocol}`,
    priority === undefined ? "" : ` metric ${priority}`,
  ].join("");
}

/** A change as a line, without its time. */
export function tellChange({ event, kind, before, entry }: Change, known: Known): string {
  const head = `${event.padEnd(7)} ${kind.padEnd(7)} `;
  if (event !== "changed") return (head + tellEntry(entry, known)).trimEnd();
  const now = entry as unknown as Record<string, unknown>;
  const what = Object.entries(before).map(([name, was]) => tellDifference(name, was, now[name]));
  const who = entry.kind === "link" ? `${entry.name} (${entry.index})` : tellEntry(entry, known);
  return `${head}${who}: ${what.join(", ")}`;
}
