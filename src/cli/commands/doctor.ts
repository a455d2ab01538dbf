import { release } from "node:os";
import type { Ink, Paint } from "../colours.ts";
import { type Call, type Command, json } from "../command.ts";
import { type Finding, Section, type State } from "../doctor/finding.ts";
import { messageOf } from "../failure.ts";
import { TooNarrow } from "../table.ts";
import { wrap } from "../tour/layout.ts";

const WIDTH = 16;
const marks: Readonly<Record<State, readonly [string, Ink]>> = {
  ok: ["✓", "32"],
  lacks: ["–", "33"],
  fails: ["✗", "1;31"],
};

function runtime(): string {
  const { bun, deno, node } = process.versions;
  return bun === undefined ? (deno === undefined ? `Node ${node}` : `Deno ${deno}`) : `Bun ${bun}`;
}

/** The runtime and the add-on, and all else if that loads: so nothing of the library is imported here. */
async function examineAll(): Promise<Finding[]> {
  const section = new Section("library");
  section.ok("runtime", runtime());
  section.ok("system", `${process.platform} ${process.arch}, ${release()}`);
  let checks: typeof import("../doctor/checks.ts");
  try {
    checks = await import("../doctor/checks.ts");
  } catch (error) {
    section.fails("add-on", "does not load", messageOf(error));
    return section.findings;
  }
  const chosen = process.env["BERKELEY_ADDON"];
  section.ok("add-on", chosen === undefined ? "loaded" : `loaded: BERKELEY_ADDON=${chosen}`);
  return [...section.findings, ...(await checks.examine())];
}

/** Where the words about a finding begin: behind the mark and the name. */
const MARGIN = 4 + WIDTH + 1;
const NARROWEST = MARGIN + 20;

function linesOf(findings: readonly Finding[], paint: Paint, width: number): string[] {
  if (width < NARROWEST) throw new TooNarrow(width, NARROWEST);
  const room = width - MARGIN;
  const lines: string[] = [];
  let current: string | undefined;
  for (const { section, name, state, detail, why } of findings) {
    if (section !== current) lines.push(...(current === undefined ? [] : [""]), paint("1", section));
    current = section;
    const [mark, ink] = marks[state];
    const [first = "", ...more] = wrap(detail, room);
    lines.push(`  ${paint(ink, mark)} ${name.padEnd(WIDTH)} ${first}`);
    for (const text of more) lines.push(" ".repeat(MARGIN) + text);
    if (why !== undefined) lines.push(...wrap(why, room).map((text) => " ".repeat(MARGIN) + paint("2", text)));
  }
  return lines;
}

async function run(call: Call): Promise<number> {
  const findings = await examineAll();
  const failed = findings.filter(({ state }) => state === "fails").map(({ name }) => name);
  if (call.flag("json")) {
    await call.printJson({ healthy: failed.length === 0, findings });
  } else {
    const verdict = failed.length === 0 ? "All that should work here does." : `Not working: ${failed.join(", ")}.`;
    await call.print([...linesOf(findings, call.paint, call.width), "", verdict]);
  }
  return failed.length === 0 ? 0 : 1;
}

export const command: Command = {
  usage: ["[--json]"],
  details: [
    "Tells what this platform offers and what it lacks, and why: families, types and protocols (by making such " +
      "sockets), IPv6, the poller and the waker, the resolver, limits, names that have no number here. It sends " +
      "nothing off this machine.",
    "✓ is there; – is lacking, which is no fault; ✗ should work and does not: the exit code is 1 then.",
  ],
  options: { json },
  positionals: [0, 0],
  examples: [
    ["bsock doctor", "look at this machine"],
    ["bsock doctor --json > report.json", "for a bug report"],
  ],
  run,
};
