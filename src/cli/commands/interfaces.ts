import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";
import { hostName, interfaceIndex, interfaceNames } from "../../index.ts";
import { type Call, type Command, Failure, json } from "../command.ts";

interface Interface {
  readonly name: string;
  readonly index: number;
  readonly mac: string | null;
  readonly addresses: readonly object[];
  readonly shown: readonly string[];
}

function interfaceOf(name: string, addresses: readonly NetworkInterfaceInfo[]): Interface {
  const zone = (each: NetworkInterfaceInfo): string => (each.family === "IPv6" && each.scopeid > 0 ? `%${name}` : "");
  return {
    name,
    index: interfaceIndex(name),
    mac: addresses[0]?.mac ?? null,
    addresses: addresses.map((each) => ({
      family: each.family,
      address: each.address,
      netmask: each.netmask,
      prefix: Number(each.cidr?.split("/")[1]),
      scopeId: each.family === "IPv6" ? each.scopeid : 0,
      internal: each.internal,
    })),
    shown: addresses.map((each) => `${each.address}${zone(each)}/${each.cidr?.split("/")[1]}`),
  };
}

async function run(call: Call): Promise<number> {
  const known = interfaceNames();
  const { positionals } = call;
  const missing = positionals.find((name) => !known.includes(name));
  if (missing !== undefined) throw new Failure(`no interface ${missing}; there are ${known.join(", ")}`);
  const addresses = networkInterfaces();
  const interfaces = (positionals.length === 0 ? known : positionals).map((name) =>
    interfaceOf(name, addresses[name] ?? []),
  );
  if (call.flag("json")) {
    const plain = interfaces.map(({ shown: _, ...rest }) => rest);
    await call.printJson({ host: hostName(), interfaces: plain });
    return 0;
  }
  const rows = interfaces.flatMap(({ name, index, mac, shown }) =>
    (shown.length === 0 ? ["(no address)"] : shown).map((address, at) =>
      at === 0 ? [name, String(index), mac ?? "", address] : ["", "", "", address],
    ),
  );
  await call.print(call.table(["INTERFACE", "INDEX", "MAC", "ADDRESS"], rows, ["MAC", "INDEX", "ADDRESS"]));
  return 0;
}

export const command: Command = {
  usage: ["[--json] [NAME]..."],
  details: ["Shows this machine's network interfaces with their indices and addresses; those that are down have none."],
  options: { json },
  positionals: [0, 64],
  candidates: ["interface"],
  examples: [
    ["bsock interfaces", "all of them"],
    ["bsock interfaces lo", "one"],
    ["bsock interfaces --json | jq -r '.interfaces[].addresses[].address'", "for programs"],
  ],
  run,
};
