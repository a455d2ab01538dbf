import {
  Socket,
  SocketCondition,
  SocketDomain,
  SocketOption,
  type SocketOptionLevel,
  SocketType,
} from "../../index.ts";
import * as optionsEntry from "../../options.ts";
import { type Call, type Command, Failure, json, quiet, UsageError } from "../command.ts";

const kinds = {
  tcp: [SocketDomain.internet, SocketType.stream],
  tcp6: [SocketDomain.internet6, SocketType.stream],
  udp: [SocketDomain.internet, SocketType.datagram],
  udp6: [SocketDomain.internet6, SocketType.datagram],
  unix: [SocketDomain.unix, SocketType.stream],
  "unix-datagram": [SocketDomain.unix, SocketType.datagram],
  "unix-seqpacket": [SocketDomain.unix, SocketType.sequencePacket],
} as const;
type KindName = keyof typeof kinds;
/** A kind of socket, or one socket by its descriptor. */
type Kind = KindName | `fd ${number}`;

const usual: readonly KindName[] = ["tcp", "udp", "unix"];

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
const elsewhere = new Map<SocketOptionLevel, SocketDomain | undefined>([
  [optionsEntry.AF_VSOCK, SocketDomain.vsock],
  [optionsEntry.IPPROTO_SCTP, undefined],
  [optionsEntry.SOL_ALG, SocketDomain.alg],
  [optionsEntry.SOL_BLUETOOTH, SocketDomain.bluetooth],
  [optionsEntry.SOL_CAN_ISOTP, SocketDomain.can],
  [optionsEntry.SOL_CAN_J1939, SocketDomain.can],
  [optionsEntry.SOL_CAN_RAW, SocketDomain.can],
  [optionsEntry.SOL_HCI, undefined],
  [optionsEntry.SOL_TIPC, SocketDomain.tipc],
  [optionsEntry.SOL_XDP, SocketDomain.xdp],
]);

const all: readonly AnyOption[] = Object.values<unknown>(optionsEntry).filter(
  (each): each is AnyOption => each instanceof SocketOption,
);

/** Reading these takes something from whoever uses the socket. */
const taken = new Set<unknown>([optionsEntry.SO_ERROR, optionsEntry.PACKET_STATISTICS]);

/** The options that may be asked of a socket: of one that is not ours, those that leave it as it is. */
function everyOption(domain?: SocketDomain): AnyOption[] {
  return all.filter((option) => {
    if (domain !== undefined && taken.has(option)) return false;
    return !elsewhere.has(option.level) || (domain !== undefined && elsewhere.get(option.level) === domain);
  });
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

/** A descriptor that this process was given, as a socket. */
function inherited(fd: number): Socket {
  try {
    return Socket.borrow(fd);
  } catch (error) {
    if (!(error instanceof SocketCondition)) throw error;
    if (error.code === "ENOTSOCK") throw new Failure(`descriptor ${fd} is no socket`);
    if (error.code !== "EBADF") throw error;
    throw new Failure(`there is no descriptor ${fd}: a shell hands one over, such as stdin: --fd 0`);
  }
}

function readAll(of: Kind, names: ReadonlySet<string>): Reading[] {
  const wanted = (options: AnyOption[]): AnyOption[] =>
    names.size === 0 ? options : options.filter(({ name }) => names.has(name));
  if (of in kinds) {
    const [domain, type] = kinds[of as KindName];
    using socket = Socket.create(domain, type);
    return wanted(everyOption()).map((option) => read(option, of, socket));
  }
  const socket = inherited(Number(of.slice("fd ".length)));
  return wanted(everyOption(socket.domain)).map((option) => read(option, of, socket));
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
  return all.flatMap((option) => {
    const wide = readings.filter((each) => each.option === option && show(each) === "see below");
    if (wide.length === 0) return [];
    const told = of.filter((kind) => wide.some((each) => each.of === kind));
    const columns = told.map((kind) => new Map(membersOf(wide.find((each) => each.of === kind)?.value ?? {})));
    const names = [...new Set(columns.flatMap((column) => [...column.keys()]))];
    const rows = names.map((name) => [name, ...columns.map((column) => column.get(name) ?? "-")]);
    return ["", ...call.table([option.name, ...told.map((kind) => kind.toUpperCase())], rows)];
  });
}

function kindsOf(call: Call): readonly Kind[] {
  const [option = "", of] =
    ["of", "type"].map((name) => [name, call.text(name)]).find(([, text]) => text !== undefined) ?? [];
  const fd = call.integer("fd", 0, 2 ** 31 - 1);
  if (call.text("of") !== undefined && call.text("type") !== undefined)
    throw new UsageError("--of and --type are the same");
  if (fd !== undefined && of !== undefined) throw new UsageError(`--fd and --${option} exclude each other`);
  if (fd !== undefined) return [`fd ${fd}`];
  if (of === undefined) return usual;
  if (!Object.hasOwn(kinds, of))
    throw new UsageError(`--${option} is one of ${Object.keys(kinds).join(", ")}, not ${of}`);
  return [of as KindName];
}

/** The names asked for, which may be in small letters. */
function namesOf(call: Call): ReadonlySet<string> {
  const names = call.positionals.map((name) => name.toUpperCase());
  const unknown = names.find((name) => !all.some((option) => option.name === name));
  if (unknown === undefined) return new Set(names);
  const near = all.filter(({ name }) => name.includes(unknown) || unknown.includes(name)).map(({ name }) => name);
  const hint = near.length === 0 ? "" : `; did you mean ${near.slice(0, 3).join(", ")}?`;
  throw new UsageError(`there is no option ${unknown}${hint}`);
}

/** A row for each option, a column for each kind of socket. */
function rowsOf(readings: readonly Reading[], of: readonly Kind[]): string[][] {
  return all.flatMap((option) => {
    const row = of.map((kind) => readings.find((each) => each.option === option && each.of === kind));
    if (row.every((each) => each === undefined)) return [];
    const cells = row.map((each) => (each === undefined ? "-" : show(each)));
    return [[option.name, option.level.name, ...cells]];
  });
}

/** Whose options these are, where it is one socket. */
function tellWhose(call: Call, [only]: readonly Kind[]): void {
  if (only === undefined || only in kinds) return;
  const socket = inherited(Number(only.slice("fd ".length)));
  const ends = [socket.localAddress, socket.peerAddress].map((address) =>
    address === undefined ? "-" : String(address),
  );
  call.note(`${only}: ${socket.domain.name} ${socket.type.name}, ${ends.join(" to ")}`);
}

async function run(call: Call): Promise<number> {
  const of = kindsOf(call);
  const names = namesOf(call);
  // Of an option that is asked for by name, why there is none is told too.
  const failing = call.flag("all") || names.size > 0;
  const readings = of.flatMap((kind) => readAll(kind, names)).filter(({ error }) => failing || error === undefined);
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
  tellWhose(call, of);
  const spare = of.length === 1 ? ["LEVEL"] : undefined;
  await call.print([...call.table(headings, rowsOf(readings, of), spare), ...structTables(readings, of, call)]);
  return 0;
}

export const command: Command = {
  usage: ["[OPTIONS] [NAME]..."],
  details: [
    "Makes a socket and reads every option that can be read of it: what a program starts with on this system. A - " +
      "stands where sockets of the kind do not have the option. Large structs are told member by member below the table.",
    "With --fd it reads those of a socket that is there: a descriptor that the shell, or another program, hands over. " +
      "SO_ERROR and PACKET_STATISTICS are then left alone, because reading them takes them.",
  ],
  options: {
    of: {
      value: "KIND",
      candidates: Object.keys(kinds),
      help: `the kind of socket: ${Object.keys(kinds).join(", ")}; tcp, udp and unix unless told`,
    },
    type: { short: "t", value: "KIND", candidates: Object.keys(kinds), help: "the same as --of" },
    fd: { value: "N", help: "the socket that descriptor N is, which bsock was given when it was started" },
    all: { short: "a", help: "also options that cannot be read, with the error that says why" },
    quiet,
    json,
  },
  positionals: [0, 64],
  examples: [
    ["bsock options --of tcp", "a TCP socket's options"],
    ["bsock options --of udp6 --all", "those of UDP over IPv6, and those it lacks"],
    ["bsock options so_rcvbuf so_sndbuf", "two of them"],
    ["bsock options --fd 0", "the socket that stdin is, as in a service that is started for a connection"],
    ["bsock options --json | jq '.[] | select(.name == \"SO_RCVBUF\")'", "one option, for programs"],
  ],
  run,
};
