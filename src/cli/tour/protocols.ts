import {
  closeProtocolDatabase,
  getProtocolByConstant,
  getProtocolByName,
  nextProtocolEntry,
  openProtocolDatabase,
  type ProtocolEntry,
  SocketProtocol,
} from "../../index.ts";
import type { Chapter } from "./page.ts";

function tellEntry(entry: ProtocolEntry | undefined): string {
  if (entry === undefined) return "undefined";
  const aliases = entry.aliases.length > 0 ? `, also ${entry.aliases.join(", ")}` : "";
  return `${entry.name} ${entry.value.value}${aliases}`;
}

/** Entries that are shown; the rest is counted. */
const SHOWN = 4;

export const protocols: Chapter = {
  title: "The protocol database",
  sentence: "The system's list of protocols (/etc/protocols), walked as C walks it.",
  run(page) {
    page.call(
      () => openProtocolDatabase(true),
      () => "at the first entry",
    );
    let count = 0;
    let entry: ProtocolEntry | undefined;
    do {
      entry = page.call(() => nextProtocolEntry(), tellEntry);
      if (entry !== undefined) count += 1;
    } while (entry !== undefined && count < SHOWN);
    while (entry !== undefined) {
      entry = nextProtocolEntry();
      if (entry !== undefined) count += 1;
    }
    page.note(
      count === 0
        ? "this machine's list is empty, or it has none"
        : `and so on to the last of ${count} entries, after which it is undefined`,
    );
    page.call(
      () => closeProtocolDatabase(),
      () => "the walk is over",
    );
    page.note("by name, by alias, by constant");
    page.call(() => getProtocolByName("tcp"), tellEntry);
    page.call(() => getProtocolByName("IPv6-ICMP"), tellEntry);
    page.call(() => getProtocolByConstant(SocketProtocol.udp), tellEntry);
    page.call(() => getProtocolByName("semaphore"), tellEntry);
  },
};
