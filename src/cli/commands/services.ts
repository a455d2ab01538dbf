import { readFileSync } from "node:fs";
import { getServiceByName, getServiceByPort, type ServiceEntry } from "../../index.ts";
import { type Call, type Command, Failure, json } from "../command.ts";
import { portNumber } from "../target.ts";

const FILE = "/etc/services";
/** A line of the file: `http  80/tcp  www  # World Wide Web`. */
const LINE = /^([^#\s]+)\s+\d+\/(\w+)/;

/** Every entry: the file says which there are, the system what they are. */
function everyEntry(protocol: string | undefined): ServiceEntry[] {
  let text: string;
  try {
    text = readFileSync(FILE, "utf8");
  } catch {
    throw new Failure(`this machine has no ${FILE} to list; bsock services NAME asks for one service`);
  }
  return text.split("\n").flatMap((line) => {
    const [, name, of] = LINE.exec(line) ?? [];
    if (name === undefined || of === undefined || (protocol !== undefined && of !== protocol)) return [];
    return getServiceByName(name, of) ?? [];
  });
}

function entriesOf(text: string, protocol: string | undefined): ServiceEntry[] {
  const port = portNumber(text, 0);
  const find = (of: string): ServiceEntry | undefined =>
    port === undefined ? getServiceByName(text, of) : getServiceByPort(port, of);
  const entries =
    protocol === undefined
      ? ["tcp", "udp", "sctp", "dccp"].flatMap((of) => find(of) ?? [])
      : [find(protocol)].flatMap((entry) => entry ?? []);
  if (entries.length === 0) throw new Failure(`no service ${text}${protocol === undefined ? "" : `/${protocol}`}`);
  return entries;
}

async function run(call: Call): Promise<number> {
  const protocol = call.text("protocol");
  const { positionals } = call;
  const entries =
    positionals.length === 0 ? everyEntry(protocol) : positionals.flatMap((text) => entriesOf(text, protocol));
  if (call.flag("json")) {
    await call.printJson(
      entries.map(({ name, port, protocol: of, aliases }) => ({ name, port, protocol: of, aliases })),
    );
    return 0;
  }
  const rows = entries.map(({ name, port, protocol: of, aliases }) => [name, String(port), of, aliases.join(" ")]);
  await call.print(call.table(["SERVICE", "PORT", "PROTOCOL", "ALIASES"], rows));
  return 0;
}

export const command: Command = {
  usage: ["[OPTIONS] [NAME | PORT]..."],
  details: ["Shows the service database (/etc/services), or those of its entries that are asked for."],
  options: {
    protocol: { short: "p", value: "NAME", help: "only services of this protocol, such as tcp" },
    json,
  },
  positionals: [0, 256],
  examples: [
    ["bsock services", "all of them"],
    ["bsock services https 53", "one by its name, one by its port"],
    ["bsock services --protocol udp", "those of UDP"],
  ],
  run,
};
