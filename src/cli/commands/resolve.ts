import { getAddressInfo, TimeoutCondition } from "../../async.ts";
import {
  type AddressInfo,
  AddressInfoOption,
  getProtocolByName,
  Internet6Address,
  InternetAddress,
  type SocketConstant,
  SocketDomain,
  type SocketProtocol,
  SocketType,
} from "../../index.ts";
import { type Call, type Command, Failure, json, UsageError } from "../command.ts";

/** The constants of a class by their names, those of this platform alone. */
function choices<T extends SocketConstant>(type: object): Map<string, T> {
  const known = Object.entries(type) as [string, T][];
  return new Map(known.filter(([, constant]) => constant.available));
}

function choice<T extends SocketConstant>(option: string, type: object, name: string): T {
  const known = choices<T>(type);
  const constant = known.get(name);
  if (constant === undefined)
    throw new UsageError(`--${option} is one of ${[...known.keys()].join(", ")}, not ${name}`);
  return constant;
}

function optional<T extends SocketConstant>(call: Call, option: string, type: object): T | undefined {
  const name = call.text(option);
  return name === undefined ? undefined : choice<T>(option, type, name);
}

function domainOf(call: Call): SocketDomain | undefined {
  const [four, six] = [call.flag("ipv4"), call.flag("ipv6")];
  if (four && six) throw new UsageError("--ipv4 and --ipv6 exclude each other");
  return four ? SocketDomain.internet : six ? SocketDomain.internet6 : undefined;
}

function protocolOf(call: Call): SocketProtocol | undefined {
  const name = call.text("protocol");
  if (name === undefined) return undefined;
  const entry = getProtocolByName(name);
  if (entry === undefined) throw new UsageError(`no protocol ${name}; bsock protocols lists them`);
  return entry.value;
}

const told = ({ name, value }: SocketConstant): object => ({ name, value });

/** One way to reach the host, every field of it. */
function fieldsOf({ domain, type, protocol, address }: AddressInfo): object {
  const common = { domain: told(domain), type: told(type), protocol: told(protocol), text: String(address) };
  if (address instanceof InternetAddress) {
    const { port } = address;
    return { ...common, address: String(address).slice(0, -`:${port}`.length), port };
  }
  if (address instanceof Internet6Address) {
    const { host, port, flowInfo, scopeId } = address;
    return { ...common, address: host, port, flowInfo, scopeId };
  }
  return common;
}

async function run(call: Call): Promise<number> {
  const [node = "", service = null] = call.positionals;
  const flags = [
    AddressInfoOption.canonicalName,
    ...call.texts("flag").map((name) => choice<AddressInfoOption>("flag", AddressInfoOption, name)),
  ];
  // A canonical name is a host's: the resolver refuses to give one for none.
  const wanted = node === "-" ? flags.slice(1) : flags;
  const hints = {
    domain: domainOf(call),
    type: optional<SocketType>(call, "type", SocketType),
    protocol: protocolOf(call),
    flags: wanted,
  };
  const timeout = call.milliseconds("timeout");
  const name = node === "-" ? null : node;
  if (name === null && service === null) throw new UsageError("where NAME is -, a SERVICE is needed");
  const start = performance.now();
  let found: Awaited<ReturnType<typeof getAddressInfo>>;
  try {
    found = await getAddressInfo(name, service, hints, { timeout, signal: call.signal });
  } catch (error) {
    if (!(error instanceof TimeoutCondition)) throw error;
    throw new Failure(`getaddrinfo ETIMEDOUT ${node}: no answer within ${timeout} ms`);
  }
  const milliseconds = Math.round((performance.now() - start) * 10) / 10;
  const { addresses, canonicalName } = found;
  if (call.flag("json")) {
    await call.printJson({
      name,
      service,
      canonicalName: canonicalName ?? null,
      milliseconds,
      addresses: addresses.map(fieldsOf),
    });
    return 0;
  }
  const { paint } = call;
  if (canonicalName !== undefined) await call.print([`${paint("2", "canonical name")} ${canonicalName}`]);
  const rows = addresses.map(({ domain, type, protocol, address }) => [
    String(address),
    domain.name,
    type.name,
    protocol.name,
    address instanceof Internet6Address ? String(address.scopeId) : "",
    address instanceof Internet6Address ? String(address.flowInfo) : "",
  ]);
  await call.print(call.table(["ADDRESS", "DOMAIN", "TYPE", "PROTOCOL", "SCOPE", "FLOW"], rows));
  return 0;
}

export const command: Command = {
  usage: ["[OPTIONS] NAME [SERVICE]"],
  details: [
    "Asks the system's resolver, getaddrinfo(3), and shows all that it says, in the order in which the addresses are " +
      "to be tried. NAME is a host's name or address, - for none; SERVICE a service's name or a port.",
  ],
  options: {
    ipv4: { short: "4", help: "IPv4 addresses only" },
    ipv6: { short: "6", help: "IPv6 addresses only" },
    type: {
      short: "t",
      value: "TYPE",
      candidates: ["stream", "datagram", "raw"],
      help: "only for sockets of this type: stream, datagram, raw",
    },
    protocol: { short: "p", value: "NAME", help: "only for this protocol, such as tcp" },
    flag: {
      short: "f",
      value: "FLAG",
      candidates: ["passive", "numericHost", "numericService", "v4Mapped", "all", "addressConfig"],
      multiple: true,
      help: "a flag: passive, numericHost, numericService, v4Mapped, all, addressConfig",
    },
    timeout: { value: "MS", help: "give up after MS milliseconds" },
    json,
  },
  positionals: [1, 2],
  candidates: ["host", []],
  examples: [
    ["bsock resolve localhost", "a host's addresses"],
    ["bsock resolve --type stream example.org https", "what to connect to"],
    ["bsock resolve --flag passive - 8000", "what to listen on"],
    ["bsock resolve --json localhost | jq -r '.addresses[].address'", "for programs"],
  ],
  run,
};
