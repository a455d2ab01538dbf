import {
  getProtocolByConstant,
  getProtocolByName,
  nextProtocolEntry,
  openProtocolDatabase,
  type ProtocolEntry,
  SocketProtocol,
} from "../../index.ts";
import { type Call, type Command, Failure, json, UsageError } from "../command.ts";

function everyEntry(): ProtocolEntry[] {
  const entries: ProtocolEntry[] = [];
  openProtocolDatabase(true);
  for (let entry = nextProtocolEntry(); entry !== undefined; entry = nextProtocolEntry()) entries.push(entry);
  return entries;
}

function entryOf(text: string): ProtocolEntry {
  if (/^\d+$/.test(text) && Number(text) > 255) throw new UsageError(`a protocol's number is 0 to 255, not ${text}`);
  const entry = /^\d+$/.test(text)
    ? getProtocolByConstant(new SocketProtocol(text, Number(text)))
    : getProtocolByName(text);
  if (entry === undefined) throw new Failure(`no protocol ${text}`);
  return entry;
}

async function run(call: Call): Promise<number> {
  const entries = call.positionals.length === 0 ? everyEntry() : call.positionals.map(entryOf);
  if (call.flag("json")) {
    await call.printJson(entries.map(({ name, aliases, value }) => ({ name, number: value.value, aliases })));
    return 0;
  }
  const rows = entries.map(({ name, aliases, value }) => [name, String(value.value), aliases.join(" ")]);
  await call.print(call.table(["PROTOCOL", "NUMBER", "ALIASES"], rows));
  return 0;
}

export const command: Command = {
  usage: ["[--json] [NAME | NUMBER]..."],
  details: ["Shows the protocol database (/etc/protocols), or those of its entries that are asked for."],
  options: { json },
  positionals: [0, 256],
  examples: [
    ["bsock protocols", "all of them"],
    ["bsock protocols tcp 17", "two, one by its name and one by its number"],
  ],
  run,
};
