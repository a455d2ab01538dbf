import { Socket, SocketCondition, SocketDomain, SocketOption, SocketType } from "../../index.ts";
import * as optionsEntry from "../../options.ts";
import { type Call, type Command, json, UsageError } from "../command.ts";
import { table } from "../table.ts";

const kinds = {
  tcp: [SocketDomain.internet, SocketType.stream],
  tcp6: [SocketDomain.internet6, SocketType.stream],
  udp: [SocketDomain.internet, SocketType.datagram],
  udp6: [SocketDomain.internet6, SocketType.datagram],
  unix: [SocketDomain.unix, SocketType.stream],
  "unix-datagram": [SocketDomain.unix, SocketType.datagram],
  "unix-seqpacket": [SocketDomain.unix, SocketType.sequencePacket],
} as const;
type Kind = keyof typeof kinds;

const usual: readonly Kind[] = ["tcp", "udp", "unix"];

type AnyOption = SocketOption<unknown, never>;

/** What reading an option of a fresh socket came to. */
interface Reading {
  readonly option: AnyOption;
  readonly of: Kind;
  readonly value?: unknown;
  /** Why there is no value. */
  readonly error?: string;
}

function everyOption(): AnyOption[] {
  return Object.values<unknown>(optionsEntry).filter((each): each is AnyOption => each instanceof SocketOption);
}

function read(option: AnyOption, of: Kind, socket: Socket): Reading {
  try {
    return { option, of, value: socket.getOption(option) };
  } catch (error) {
    if (!(error instanceof SocketCondition)) throw error;
    return { option, of, error: error.code };
  }
}

function readAll(of: Kind): Reading[] {
  const [domain, type] = kinds[of];
  using socket = Socket.create(domain, type);
  return everyOption().map((option) => read(option, of, socket));
}

function show({ value, error }: Reading): string {
  if (error !== undefined) return `(${error})`;
  if (value === undefined) return "(none)";
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([name, each]) => `${name}=${each}`)
      .join(" ");
  }
  return String(value);
}

function kindsOf(call: Call): readonly Kind[] {
  const of = call.text("of");
  if (of === undefined) return usual;
  if (!Object.hasOwn(kinds, of)) throw new UsageError(`--of is one of ${Object.keys(kinds).join(", ")}, not ${of}`);
  return [of as Kind];
}

/** A row for each option, a column for each kind of socket. */
function rowsOf(readings: readonly Reading[], of: readonly Kind[]): string[][] {
  return everyOption().flatMap((option) => {
    const row = of.map((kind) => readings.find((each) => each.option === option && each.of === kind));
    if (row.every((each) => each === undefined)) return [];
    const cells = row.map((each) => (each === undefined ? "-" : show(each)));
    return [[option.name, option.level.name, ...cells]];
  });
}

async function run(call: Call): Promise<number> {
  const of = kindsOf(call);
  const all = call.flag("all");
  const readings = of.flatMap(readAll).filter(({ error }) => all || error === undefined);
  if (call.flag("json")) {
    await call.printJson(
      readings.map(({ option: { name, level, id }, of: kind, value, error }) => ({
        name,
        level: level.name,
        id: id ?? null,
        of: kind,
        ...(error === undefined ? { value: value ?? null } : { error }),
      })),
    );
    return 0;
  }
  await call.print(
    table(["OPTION", "LEVEL", ...of.map((kind) => kind.toUpperCase())], rowsOf(readings, of), call.paint),
  );
  return 0;
}

export const command: Command = {
  usage: ["[OPTIONS]"],
  details: [
    "Makes a socket and reads every option that can be read of it: what a program starts with on this system. A - " +
      "stands where sockets of the kind do not have the option.",
  ],
  options: {
    of: { value: "KIND", help: `the kind of socket: ${Object.keys(kinds).join(", ")}; tcp, udp and unix unless told` },
    all: { short: "a", help: "also options that cannot be read, with the error that says why" },
    json,
  },
  positionals: [0, 0],
  examples: [
    ["bsock options --of tcp", "a TCP socket's options"],
    ["bsock options --of udp6 --all", "those of UDP over IPv6, and those it lacks"],
    ["bsock options --json | jq '.[] | select(.name == \"SO_RCVBUF\")'", "one option, for programs"],
  ],
  run,
};
