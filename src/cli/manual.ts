/** The manual page bsock(1), made from the descriptions that the parser reads. See man(7). */
import { commands as all } from "./commands.ts";
import { type Described, describe } from "./describe.ts";
import { wrap } from "./tour/layout.ts";

/** When the commands last changed. */
const DATE = "2026-11-22";
/** How long a line of the source may be. */
const WIDTH = 80;

/** Text as roff takes it: nothing of it is a request or an escape, and all of it is ASCII. */
function plain(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(
      /["'`^~]/g,
      (each) => ({ '"': "\\(dq", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti" })[each] as string,
    )
    .replace(/[^\n -~]/gu, (each) => `\\[u${(each.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`);
}

const bold = (text: string): string => `\\fB${plain(text)}\\fR`;
const italic = (text: string): string => `\\fI${plain(text)}\\fR`;

/** Running text, as lines. */
const flow = (text: string): string => wrap(plain(text), WIDTH).join("\n").replace(/^\./gm, "\\&.");

/** Paragraphs. */
const paragraphs = (texts: readonly string[]): string[] => texts.flatMap((text) => [".PP", flow(text)]);

/** A term, and what it is. */
const term = (name: string, text: string): string[] => [".TP", name, flow(text)];

/** What to type, as it stands. */
function examples(rows: Described["examples"]): string[] {
  return rows.flatMap(([code, what]) => [".TP", plain(`${what}:`), bold(code)]);
}

function ofCommand({ name, summary, usage, details, options, examples: rows }: Described): string[] {
  return [
    `.SS bsock ${name}`,
    plain(`${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}.`),
    ".PP",
    ".nf",
    ...usage.map((form) => `${bold(`bsock ${name}`)} ${plain(form)}`.trimEnd()),
    ".fi",
    ...paragraphs(details),
    ...options.flatMap(({ name: option, short, value, help }) => {
      const flags = [...(short === undefined ? [] : [bold(`-${short}`)]), bold(`--${option}`)].join(", ");
      return term(value === undefined ? flags : `${flags} ${italic(value)}`, help);
    }),
    ".PP",
    "Examples:",
    ...examples(rows),
  ];
}

/** The page of a version, as it stands in the file. */
export async function manualPage(version: string): Promise<string> {
  const commands = await describe(all);
  return [
    '.\\" Made by npm run man; what it says stands in src/cli.',
    `.TH BSOCK 1 "${DATE}" "berkeley\\-sockets ${plain(version)}" "User Commands"`,
    ".SH NAME",
    "bsock \\- BSD sockets from a shell",
    ".SH SYNOPSIS",
    `${bold("bsock")} ${italic("COMMAND")} [${italic("OPTION")}]... [${italic("ARGUMENT")}]...`,
    ".br",
    `${bold("bsock")} ${italic("COMMAND")} ${bold("--help")}`,
    ".SH DESCRIPTION",
    flow(
      "The library berkeley-sockets from a shell: connect and listen, look names up, reach and trace hosts, watch this " +
        "machine's network and its packets, see what its sockets are like. Nothing needs a privilege unless it says so.",
    ),
    ...paragraphs([
      "Data goes to stdout, notes to stderr. With --json each command prints JSON: those that go on print one object a " +
        "line, with the member event; the others print one value. Numbers of 64 bits are strings, bytes are " +
        "hexadecimal. Times that are given are in milliseconds.",
      "Tables are as wide as the terminal at most: what is too long is cut, and ends in an ellipsis; columns that do not " +
        "fit are left out, which stderr says. Without a terminal there is no limit, unless COLUMNS sets one.",
    ]),
    ".SH OPTIONS",
    ...term(`${bold("-h")}, ${bold("--help")}`, "Show help, of a command too."),
    ...term(`${bold("-V")}, ${bold("--version")}`, "Show the version."),
    ".SH COMMANDS",
    ...commands.flatMap(ofCommand),
    ".SH EXIT STATUS",
    ...term("0", "Success."),
    ...term("1", "Failure, told in one line on stderr; of ping and trace, that nobody was reached."),
    ...term("2", "Wrong usage."),
    ".PP",
    flow(
      "Interrupted, it tidies up, prints what it has counted, and ends by the signal, as the shell's status 130 says. When " +
        "nobody reads its output any more it ends by SIGPIPE, status 141.",
    ),
    ".SH ENVIRONMENT",
    ...term(bold("COLUMNS"), "How wide tables may be, where stdout is no terminal that says."),
    ...term(bold("FORCE_COLOR"), "With 1 colours, wherever the output goes."),
    ...term(bold("NO_COLOR"), "With anything in it no colours."),
    ...term(bold("NOTIFY_SOCKET"), "Whom bsock notify tells."),
    ...term(`${bold("BERKELEY_POLLER")}, ${bold("BERKELEY_WAKER")}`, "How it waits: poll, and thread."),
    ".SH SEE ALSO",
    [`socket(7)`, "ping(8)", "traceroute(8)", "ip\\-monitor(8)", "tcpdump(8)", "ss(8)", "systemd\\-notify(1)", "nc(1)"]
      .map((page) => `.BR ${page.replace("(", " (")}`)
      .join(" ,\n"),
    "",
  ].join("\n");
}
