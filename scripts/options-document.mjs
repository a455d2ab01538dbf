// Writes docs/options.md: names, levels and systems from the built library itself, types and words from the
// declarations in src/bsd. With --check it says whether the document is stale, and fails. Needs dist/.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SocketOption } from "../dist/index.js";
import * as entry from "../dist/options.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = join(root, "src", "bsd");
const target = join(root, "docs", "options.md");

/**
 * What macOS has of these, by the headers of its version 13. The system that this script runs on is asked itself,
 * so that the list is checked wherever it is about.
 */
const macos = new Set(
  `IPV6_CHECKSUM IPV6_MULTICAST_HOPS IPV6_MULTICAST_LOOP IPV6_RECVTCLASS IPV6_TCLASS IPV6_UNICAST_HOPS IPV6_V6ONLY
  IP_DONTFRAG IP_HDRINCL IP_MULTICAST_LOOP IP_MULTICAST_TTL IP_OPTIONS IP_PKTINFO IP_RECVDSTADDR IP_RECVIF IP_RECVOPTS
  IP_RECVTOS IP_RECVTTL IP_TOS IP_TTL LOCAL_PEERCRED LOCAL_PEEREPID LOCAL_PEERPID SO_ACCEPTCONN SO_BROADCAST SO_DEBUG
  SO_DONTROUTE SO_ERROR SO_KEEPALIVE SO_LINGER SO_NOSIGPIPE SO_OOBINLINE SO_RCVBUF SO_RCVLOWAT SO_RCVTIMEO
  SO_REUSEADDR SO_REUSEPORT SO_SNDBUF SO_SNDLOWAT SO_SNDTIMEO SO_TIMESTAMP SO_TYPE TCP_FASTOPEN TCP_KEEPALIVE
  TCP_KEEPCNT TCP_KEEPINTVL TCP_MAXSEG TCP_NODELAY TCP_NOPUSH TCP_NOTSENT_LOWAT TCP_RXT_CONNDROPTIME`.split(/\s+/),
);
/** Options of systems that are named in the option's own comment: `(BSD, macOS)`. */
const systemNames = ["macOS", "BSD", "FreeBSD", "Windows"];

const words = (comment) =>
  comment
    .replace(/^\s*\* ?/gm, "")
    .replace(/\s+/g, " ")
    .trim();
const COMMENT = String.raw`\/\*\*((?:(?!\*\/)[\s\S])*)\*\/`;

/** What the declarations say: by name, the comment, the types, the manual of the file. */
const declared = new Map();
const structs = new Map();
for (const file of readdirSync(source, { recursive: true, encoding: "utf8" }).sort()) {
  if (!file.endsWith(".ts")) continue;
  const text = readFileSync(join(source, file), "utf8");
  const [manual] = /\b[a-z][\w.]*\(\d\)/.exec(/^\/\*\*[\s\S]*?\*\//.exec(text)?.[0] ?? "") ?? [];
  const options = new RegExp(`(?:${COMMENT}\n)?export const (\\w+): SocketOption<([\\s\\S]*?)> = `, "g");
  for (const [, comment = "", name, types] of text.matchAll(options)) {
    declared.set(name, { text: words(comment), types: splitTypes(types), manual });
  }
  const interfaces = new RegExp(`(?:${COMMENT}\n)?export interface (\\w+)[^{]*\\{\n([\\s\\S]*?)\n\\}`, "g");
  for (const [, comment = "", name, body] of text.matchAll(interfaces)) {
    const member = new RegExp(`(?:${COMMENT}\\s*)?readonly (\\w+\\??): ([^;]*);`, "g");
    const members = [...body.matchAll(member)].map(([, about = "", key, type]) => ({ key, type, text: words(about) }));
    structs.set(name, { text: words(comment), members });
  }
}

/** The types of reading and writing: `A` or `A, B`. */
function splitTypes(types) {
  let depth = 0;
  for (let index = 0; index < types.length; index++) {
    if (types[index] === "<") depth++;
    else if (types[index] === ">") depth--;
    else if (types[index] === "," && depth === 0) return [types.slice(0, index).trim(), types.slice(index + 1).trim()];
  }
  return [types, types];
}

const options = Object.entries({ ...entry }).filter(([, each]) => each instanceof SocketOption);
for (const [name] of options) {
  const about = declared.get(name);
  if (about === undefined) throw new Error(`no declaration of ${name} was found below src/bsd`);
  // What is said of its struct is said of it.
  about.text ||= about.types.map((type) => structs.get(type)?.text).find(Boolean) ?? "";
  if (about.text === "") throw new Error(`${name} has no comment, nor has the interface of its value`);
}

function typeText([read, write]) {
  const code = (type) => `\`${type.replace(/readonly |<ArrayBuffer>/g, "").replaceAll("|", "\\|")}\``;
  if (write === "never") return `${code(read)}, read only`;
  if (read === "never") return `${code(write)}, set only`;
  return read === write || code(read) === code(write) ? code(read) : `${code(read)}, set as ${code(write)}`;
}

/** The unit is the one that the comment speaks of. */
function unitOf({ text, types: [read, write] }) {
  if (!/number|bigint/.test(`${read} ${write}`)) return "";
  return /\b(bytes a second|milliseconds|microseconds|seconds|bytes)\b/i.exec(text)?.[0].toLowerCase() ?? "";
}

function systemsOf(name, option, text) {
  const [, told = ""] =
    /\(([A-Z][\w, ]*)\)(?: |\.|$)/i.exec(text.match(/\([^)]*(?:macOS|BSD|Windows)[^)]*\)/)?.[0] ?? "") ?? [];
  const systems = new Set(told.split(", ").filter((each) => systemNames.includes(each)));
  if (told === "" || told.includes("Linux")) systems.add("Linux");
  if (macos.has(name)) systems.add("macOS");
  const here = { linux: "Linux", darwin: "macOS" }[process.platform];
  if (here !== undefined && option.available !== systems.has(here)) {
    throw new Error(`${name} is ${option.available ? "" : "not "}available on ${here}, against what is written of it`);
  }
  return ["Linux", ...systemNames].filter((each) => systems.has(each)).join(", ");
}

const cell = (text) => text.replaceAll("|", "\\|");
const plain = (text) => text.replace(/\{@link (\w+)\}/g, "`$1`");
const table = (head, rows) => [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

const levels = new Map();
for (const [name, option] of options) {
  const level = option.level.name;
  if (!levels.has(level)) levels.set(level, []);
  levels.get(level).push([name, option, declared.get(name)]);
}
const first = ["SOL_SOCKET", "SOL_LOCAL", "IPPROTO_IP", "IPPROTO_IPV6", "IPPROTO_TCP", "SOL_MPTCP", "IPPROTO_UDP"];
const order = [
  ...first.filter((level) => levels.has(level)),
  ...[...levels.keys()].filter((level) => !first.includes(level)),
];

// In the order of the sources: a comment may speak of the one before.
const place = new Map([...declared.keys()].map((name, index) => [name, index]));
const sections = order.map((level) => {
  const rows = levels.get(level).sort(([a], [b]) => place.get(a) - place.get(b));
  const manuals = [...new Set(rows.map(([, , { manual }]) => manual).filter(Boolean))];
  return [
    `## ${level}`,
    manuals.length > 0 ? `Manual: ${manuals.join(", ")}.` : "There is no manual page; see the kernel's documents.",
    table(
      ["option", "value", "unit", "systems", "what it is"],
      rows.map(([name, option, about]) => [
        `\`${name}\``,
        typeText(about.types),
        unitOf(about),
        systemsOf(name, option, about.text),
        cell(plain(about.text)),
      ]),
    ),
  ].join("\n\n");
});

/** Structs that an option has for value, and those inside of them. */
const shown = new Set();
const show = (types) => {
  for (const name of types.match(/\b[A-Z]\w+/g) ?? []) {
    if (!structs.has(name) || shown.has(name)) continue;
    shown.add(name);
    for (const { type } of structs.get(name).members) show(type);
  }
};
for (const [name] of options) show(declared.get(name).types.join(" "));
const structSections = [...shown].sort().map((name) => {
  const { text, members } = structs.get(name);
  const rows = members.map(({ key, type, text: about }) => [`\`${key}\``, `\`${cell(type)}\``, cell(plain(about))]);
  return [`### ${name}`, ...(text === "" ? [] : [plain(text)]), table(["member", "type", "what it is"], rows)].join(
    "\n\n",
  );
});

const made = `<!-- Generated by scripts/options-document.mjs (npm run options) from the built library and its sources. -->

# Options

\`berkeley-sockets/options\` has ${options.length} options, each under its C name with the type of its value:

\`\`\`ts
import { SO_LINGER, TCP_INFO } from "berkeley-sockets/options";
socket.setOption(SO_LINGER, { on: true, seconds: 5 });
socket.getOption(TCP_INFO).rtt; // milliseconds
\`\`\`

- A flag is a \`boolean\`; a number of 32 bits is a \`number\`, one of 64 bits a \`bigint\`. A value out of range is a \`RangeError\` before any system call.
- Structs are frozen objects whose members have C's names without their prefix, in camel case. Times in them are milliseconds, with fractions where the kernel has them; \`SO_RCVTIMEO\` and \`SO_SNDTIMEO\` are too. A plain number keeps the kernel's own unit, which the tables tell.
- Enumerations are told by name; a number that has no name is told by its digits.
- Structs that grow with the kernel are taken at any length: a member that the kernel does not tell is \`undefined\`.
- An option that this system does not have is there all the same: its \`available\` is \`false\`, and using it is the \`SocketCondition\` ENOTSUP. The same holds for an option of another kind of socket, which the kernel refuses with ENOPROTOOPT or ENOTSUP.
- *Systems* are Linux and macOS, by their headers; another one is named where the option is its own. A kernel may be older than its headers, and then refuses with ENOPROTOOPT.
- Reading shows no byte that the kernel did not write.

What is not here is read and set as bytes, by its number: \`rawSocketOption(level, number, size)\`; with a type of one's own it is \`new SocketOption(name, number, size, encode, decode, level)\`. \`bsock options\` reads all of these of a fresh socket.

${sections.join("\n\n")}

## Structs

${structSections.join("\n\n")}
`;

const present = existsSync(target) ? readFileSync(target, "utf8") : "";
if (made !== present) {
  if (process.argv.includes("--check")) {
    console.error("docs/options.md is stale: run npm run options");
    process.exitCode = 1;
  } else {
    writeFileSync(target, made);
    console.log("wrote docs/options.md");
  }
}
