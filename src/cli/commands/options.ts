import {
  Socket,
  SocketCondition,
  SocketDomain,
  SocketOption,
  type SocketOptionLevel,
  SocketType,
} from "../../index.ts";
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

// Of families that are not among the kinds. SOL_HCI has the number of IPPROTO_IP, so asking would answer.
const elsewhere = new Set<SocketOptionLevel>([
  optionsEntry.AF_VSOCK,
  optionsEntry.IPPROTO_SCTP,
  optionsEntry.SOL_ALG,
  optionsEntry.SOL_BLUETOOTH,
  optionsEntry.SOL_CAN_ISOTP,
  optionsEntry.SOL_CAN_J1939,
  optionsEntry.SOL_CAN_RAW,
  optionsEntry.SOL_HCI,
  optionsEntry.SOL_TIPC,
  optionsEntry.SOL_XDP,
]);

function everyOption(): AnyOption[] {
  return Object.values<unknown>(optionsEntry)
    .filter((each): each is AnyOption => each instanceof SocketOption)
    .filter(({ level }) => !elsewhere.has(level));
}

function read(option: AnyOption, of: Kind, socket: Socket): Reading {
  try {
    const value: unknown = socket.getOption(option);
    // What is given to own is let go again.
    (value as { [Symbol.dispose]?: () => void } | null)?.[Symbol.dispose]?.();
    return { option, of, value };
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

/** The widest that a struct may be in the table; larger ones are told below it. */
const WIDEST = 48;

function show({ value, error }: Reading): string {
  if (error !== undefined) return `(${error})`;
  if (value === undefined) return "(none)";
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "string") return JSON.stringify(value);
  if (!isStruct(value)) return text(value);
  const line = membersOf(value)
    .map(([name, each]) => `${name}=${each}`)
    .join(" ");
  return line.length > WIDEST ? "see below" : line;
}

function isStruct(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** What is not a struct: a number, a list, bytes, an object that knows its text. */
function text(value: unknown): string {
  if (value instanceof Uint8Array) return value.length === 0 ? "no bytes" : Buffer.from(value).toString("hex");
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(text).join(",");
  return String(value);
}

/** Members with their text; what the kernel does not tell is left out, and a struct in a struct told by its own. */
function membersOf(struct: object, prefix = ""): (readonly [name: string, text: string])[] {
  return Object.entries(struct).flatMap(([name, value]: [string, unknown]) => {
    if (value === undefined) return [];
    if (isStruct(value)) return membersOf(value, `${prefix}${name}.`);
    if (Array.isArray(value) && value.some(isStruct)) return membersOf({ ...value }, `${prefix}${name}.`);
    return [[`${prefix}${name}`, text(value)] as const];
  });
}

/** A table of members, one column for each kind of socket, for each struct that is too wide for a cell. */
function structTables(readings: readonly Reading[], of: readonly Kind[], call: Call): string[] {
  return everyOption().flatMap((option) => {
    const wide = readings.filter((each) => each.option === option && show(each) === "see below");
    if (wide.length === 0) return [];
    const told = of.filter((kind) => wide.some((each) => each.of === kind));
    const columns = told.map((kind) => new Map(membersOf(wide.find((each) => each.of === kind)?.value ?? {})));
    const names = [...new Set(columns.flatMap((column) => [...column.keys()]))];
    const rows = names.map((name) => [name, ...columns.map((column) => column.get(name) ?? "-")]);
    return ["", ...table([option.name, ...told.map((kind) => kind.toUpperCase())], rows, call.paint)];
  });
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
  const headings = ["OPTION", "LEVEL", ...of.map((kind) => kind.toUpperCase())];
  await call.print([...table(headings, rowsOf(readings, of), call.paint), ...structTables(readings, of, call)]);
  return 0;
}

export const command: Command = {
  usage: ["[OPTIONS]"],
  details: [
    "Makes a socket and reads every option that can be read of it: what a program starts with on this system. A - " +
      "stands where sockets of the kind do not have the option. Large structs are told member by member below the table.",
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
