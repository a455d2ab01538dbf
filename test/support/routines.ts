/**
 * Reads sources well enough to know which routine a place is in and with what it is called. It leans on
 * the house's format: functions at column 0, members at column 2.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Source {
  readonly file: string;
  /** Without comments, at the same places. */
  readonly text: string;
  /** Constants that are strings. */
  readonly literals: ReadonlyMap<string, string>;
}

export interface Routine {
  /** As it is called: `name`, `#name`, `new Name`. */
  readonly name: string;
  readonly file: string;
  readonly start: number;
  end: number;
  readonly parameters: readonly string[];
  /** The class around it. */
  readonly owner: string | undefined;
}

/** What the bracket at `open` holds, cut at the commas of the outermost level, and where it ends. */
export function bracketAt(text: string, open: number): { parts: string[]; end: number } {
  const parts: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let at = open; at < text.length; at++) {
    const character = text[at] as string;
    if (character === '"' || character === "`") {
      for (at++; text[at] !== character; at++) if (text[at] === "\\") at++;
    } else if ("([{".includes(character)) {
      depth++;
    } else if (")]}".includes(character)) {
      depth--;
      if (depth > 0) continue;
      parts.push(text.slice(start, at).trim());
      return { parts: parts.filter((each) => each !== ""), end: at + 1 };
    } else if (character === "," && depth === 1) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  throw new Error("a bracket without a partner");
}

const COMMENTS = /\/\*[\s\S]*?\*\/|(?<=^\s*)\/\/.*$/gm;

/** The sources of some rooms of a folder. */
export function readSources(folder: string, rooms: readonly string[]): Source[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && rooms.some((room) => file.startsWith(`${room}/`)))
    .sort()
    .map((file) => {
      const whole = readFileSync(join(folder, file), "utf8");
      const text = whole.replace(COMMENTS, (comment) => comment.replace(/[^\n]/g, " "));
      const literals = new Map<string, string>();
      for (const [, name = "", value = ""] of text.matchAll(/^const ([A-Z]+) = "([^"]*)";/gm))
        literals.set(name, value);
      return { file, text, literals };
    });
}

const HEADER =
  /^(?:export )?(?:async )?function (\w+)(?:<.*?>)?\(|^ {2}(?:static |override |async |private )*(?:get |set )?(#?\w+|\[Symbol\.\w+\])(?:<.*?>)?\(|^(?:export )?(?:abstract )?class (\w+)/gm;

export function routinesOf({ file, text }: Source): Routine[] {
  const routines: Routine[] = [];
  let owner: string | undefined;
  for (const match of text.matchAll(HEADER)) {
    const [header, functionName, member, className] = match;
    const start = match.index;
    const last = routines.at(-1);
    const endLast = (): void => {
      if (last !== undefined && last.end === text.length) last.end = start;
    };
    if (className !== undefined) {
      endLast();
      owner = className;
      continue;
    }
    const { parts: parameters, end } = bracketAt(text, start + header.length - 1);
    if (functionName !== undefined) owner = undefined;
    else {
      // A member has a body; a call at its column has none. `if (…) {` is neither.
      if (owner === undefined || /^(if|for|while|switch|catch)$/.test(member as string)) continue;
      if (!/^(?:: [^;]*?)? \{\n/.test(text.slice(end, end + 400))) continue;
    }
    endLast();
    const name = functionName ?? (member === "constructor" ? `new ${owner}` : (member as string));
    routines.push({ name, file, start, end: text.length, parameters, owner });
  }
  return routines;
}
