/**
 * Finds every place of the BSD layer that makes a condition, and for which method and system call:
 * follows `who` and `syscall` from the constructors up to string literals. What it cannot follow it
 * reports, so that nothing is missed in silence.
 */
import { bracketAt, type Routine, readSources, routinesOf, type Source } from "./routines.ts";

export interface Site {
  /** `file:line` of the literal. */
  readonly where: string;
  readonly who: string;
  readonly syscall: string;
}

/** Where an argument is found: its position, `.member` of the object that is the only one, or `=text`. */
type Place = number | string;

const SINKS = ["new SocketCondition", "new AddressInfoCondition", "new WouldBlock", "SocketCondition.raise"];
/** Users' own: nobody here calls them. */
const PUBLIC = ["raise", "raiseUnless"];

export class ThrowSites {
  readonly sites: Site[] = [];
  /** Places that could not be followed. */
  readonly lost: string[] = [];
  readonly #sources: readonly Source[];
  readonly #routines: readonly Routine[];
  readonly #seen = new Set<string>();

  constructor(folder: string) {
    this.#sources = readSources(folder, ["core", "address", "bsd"]);
    this.#routines = this.#sources.flatMap(routinesOf);
    for (const sink of SINKS) this.#follow(sink, undefined, 0, 1);
    // Nobody has a parameter of this name without leading to a condition.
    for (const { file, name, parameters } of this.#routines) {
      const followed = [...this.#seen].some((key) => key.startsWith(`${name} `));
      if (parameters.some((each) => /^who\b/.test(each)) && !followed && !/condition\.ts$/.test(file)) {
        this.lost.push(`${file} ${name} is never followed`);
      }
    }
  }

  /** Follows all calls of a routine, or of a constructor of conditions. */
  #follow(call: string, file: string | undefined, who: Place, syscall: Place): void {
    const key = `${call} ${file} ${who} ${syscall}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    let calls = 0;
    // Not a method of the same name, unless it is spread: `...name(`.
    const name = call.replace(/^#/, "this.#").replace(/[.]/g, "\\.");
    const pattern = new RegExp(`(?<![\\w#"]|(?<!\\.\\.)\\.)${name}(?:<[^>()]*>)?\\(`, "g");
    for (const source of this.#sources) {
      if (file !== undefined && source.file !== file) continue;
      for (const match of source.text.matchAll(pattern)) {
        if (this.#declares(source, call, match.index)) continue;
        calls += 1;
        const given = bracketAt(source.text, match.index + match[0].length - 1).parts;
        this.#place(source, match.index, call, argument(given, who), argument(given, syscall));
      }
    }
    if (calls === 0 && !SINKS.includes(call) && !PUBLIC.includes(call)) this.lost.push(`${call} is never called`);
  }

  /** One call: literals are a site, parameters lead on. */
  #place(source: Source, at: number, call: string, who: string, syscall: string): void {
    const where = `${source.file}:${source.text.slice(0, at).split("\n").length}`;
    const value = (text: string): string | undefined => /^"(.*)"$/.exec(text)?.[1] ?? source.literals.get(text);
    const [whoValue, syscallValue] = [value(who), value(syscall)];
    if (whoValue !== undefined && syscallValue !== undefined) {
      this.sites.push({ where, who: whoValue, syscall: syscallValue });
      return;
    }
    const around = this.#routines
      .filter((each) => each.file === source.file && each.start <= at && at < each.end)
      .at(-1);
    for (const outer of [around, this.#constructorOf(source, around?.owner)]) {
      if (outer === undefined) continue;
      const whoPlace = placeOf(outer, who);
      const syscallPlace = syscallValue === undefined ? placeOf(outer, syscall) : `=${syscallValue}`;
      if (whoPlace === undefined || syscallPlace === undefined) continue;
      const exported = new RegExp(`^export (?:abstract )?(?:function|class) ${outer.name.replace("new ", "")}\\b`, "m");
      this.#follow(outer.name, exported.test(source.text) ? undefined : outer.file, whoPlace, syscallPlace);
      return;
    }
    this.lost.push(`${where} ${call}(${who}, ${syscall})`);
  }

  #constructorOf(source: Source, owner: string | undefined): Routine | undefined {
    return this.#routines.find((each) => each.file === source.file && each.name === `new ${owner}`);
  }

  /** Whether a match is the routine's own header. */
  #declares(source: Source, call: string, at: number): boolean {
    return this.#routines.some(
      ({ file, name, start }) =>
        file === source.file && name === call && start <= at && !source.text.slice(start, at).includes("("),
    );
  }
}

function argument(given: readonly string[], place: Place): string {
  if (typeof place === "number") return given[place] ?? "";
  if (place.startsWith("=")) return `"${place.slice(1)}"`;
  const member = place.slice(1);
  const parts = bracketAt(given[0] ?? "{}", 0).parts;
  const told = parts.find((part) => part === member || part.startsWith(`${member}:`)) ?? "";
  return told.replace(`${member}: `, "");
}

/** Where a routine got a value from: a parameter, one that its class keeps, or a member of a kept object. */
function placeOf({ name, parameters }: Routine, text: string): Place | undefined {
  const wanted = text.replace(/^this\.#(?:question\.)?/, "");
  const position = parameters.findIndex((each) => new RegExp(`^${wanted}\\??:`).test(each));
  if (position >= 0) return position;
  const keepsObject = name.startsWith("new ") && /^question:/.test(parameters[0] ?? "");
  return keepsObject && /^(who|syscall)$/.test(wanted) ? `.${wanted}` : undefined;
}
