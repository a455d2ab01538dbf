/** How much the system grants, and which names of the library have no number here. */
import { readFileSync } from "node:fs";
import {
  AddressInfoOption,
  ReceiveFromOption,
  SendToOption,
  type SocketConstant,
  SocketOption,
  socketMaximumConnections,
} from "../../index.ts";
import * as optionsEntry from "../../options.ts";
import { type Finding, Section } from "./finding.ts";

/** One of Linux' settings; `undefined` where there is none. */
function setting(name: string): string | undefined {
  try {
    return readFileSync(`/proc/sys/net/${name}`, "utf8").trim().replace(/\s+/g, " ");
  } catch {
    return undefined;
  }
}

interface Limit {
  readonly soft: number | string;
  readonly hard: number | string;
}

function openFiles(): Limit | undefined {
  const { report } = process as { report?: NodeJS.ProcessReport };
  // Without this the report would ask the resolver for the names of our peers.
  if (report !== undefined) Object.assign(report, { excludeNetwork: true });
  const full = report?.getReport() as { userLimits?: { open_files?: Limit } } | undefined;
  return full?.userLimits?.open_files;
}

const FEW = 4096;

export function limits(): Finding[] {
  const section = new Section("limits");
  const files = openFiles();
  if (files === undefined) section.lacks("open files", "unknown", "this runtime does not tell");
  else {
    const few = typeof files.soft === "number" && files.soft < FEW && files.soft !== files.hard;
    section.ok(
      "open files",
      `${files.soft}, at most ${files.hard}`,
      few ? "a busy server wants more: ulimit -n" : undefined,
    );
  }
  const headers = socketMaximumConnections();
  const kernel = setting("core/somaxconn");
  section.ok("listen queue", kernel === undefined ? `${headers}` : `${kernel} (SOMAXCONN is ${headers})`);
  const settings: [string, string, string][] = [
    ["receive buffer", "core/rmem_max", "bytes at most, by SO_RCVBUF"],
    ["send buffer", "core/wmem_max", "bytes at most, by SO_SNDBUF"],
    ["ports of clients", "ipv4/ip_local_port_range", "from and to"],
    ["free ports", "ipv4/ip_unprivileged_port_start", "and up need no privilege"],
  ];
  for (const [name, file, words] of settings) {
    const value = setting(file);
    if (value !== undefined) section.ok(name, `${value} ${words}`);
  }
  return section.findings;
}

function lacking(type: object): string[] {
  const constants = Object.entries(type) as [string, SocketConstant][];
  return constants.filter(([, constant]) => !constant.available).map(([name]) => name);
}

/** Names that are exported everywhere and have no number here. */
export function missingNames(): Finding[] {
  const section = new Section("names without a number here");
  const options = Object.values<unknown>(optionsEntry).filter((each) => each instanceof SocketOption);
  const groups: [string, string[]][] = [
    ["options", options.filter(({ available }) => !available).map(({ name }) => name)],
    ["SendToOption", lacking(SendToOption)],
    ["ReceiveFromOption", lacking(ReceiveFromOption)],
    ["AddressInfoOption", lacking(AddressInfoOption)],
  ];
  for (const [name, missing] of groups) {
    if (missing.length === 0) section.ok(name, "none: all are here");
    else section.lacks(name, missing.join(", "), "this platform's headers do not have them; using one is ENOTSUP");
  }
  return section.findings;
}
