/**
 * Every `@example` of the sources, compiled and run. An example sees all names of the package and those of
 * the prelude. Where it says what a line gives (`line // 80`, `this === that`), that is checked.
 */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { compile, root } from "../support/compile.ts";

interface Example {
  /** File and line. */
  readonly place: string;
  readonly lines: readonly string[];
}

/** The examples of one source file. */
function examplesOf(path: string): Example[] {
  const examples: Example[] = [];
  let lines: string[] | undefined;
  for (const [index, line] of readFileSync(path, "utf8").split("\n").entries()) {
    const [, comment] = /^\s*\* ?(.*)$/.exec(line) ?? [];
    if (comment === undefined || comment.startsWith("/") || comment.startsWith("@")) lines = undefined;
    else lines?.push(comment);
    if (comment?.trim() === "@example") {
      lines = [];
      examples.push({ place: `${relative(root, path)}:${index + 1}`, lines });
    }
  }
  return examples;
}

const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .sort();
const examples = sources.flatMap((name) => examplesOf(join(root, "src", name)));

/** What an example may use without having made it: two connected sockets, bytes, an address class. */
const prelude = `
import { Socket, SocketDomain, SocketType, UnknownAddress } from "berkeley-sockets";
export class MyAddress extends UnknownAddress {
  constructor(bytes: Uint8Array) {
    super(45, bytes);
  }
}
export const data = new Uint8Array(8);
export function makePair(): readonly [Socket, Socket] {
  const [socket, peer] = Socket.pair(SocketDomain.unix, SocketType.stream);
  peer.send(data); // so that waiting for the socket is short
  return [socket, peer];
}
`;
const before = "const [socket, peer] = makePair();\ntry {";
const behind = "} finally {\n  socket.close();\n  peer.close();\n}";
const preludeNames = ["MyAddress", "data", "makePair"];

/** The package's entries, the example's own room first: a name that two entries have is taken from there. */
async function importsFor({ place }: Example, taken: string): Promise<string> {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { exports: Record<string, object> };
  const room = `./${place.split("/")[1]}`;
  const entries = Object.keys(manifest.exports)
    .filter((entry) => !entry.endsWith(".json"))
    .sort((a, b) => Number(b === room) - Number(a === room));
  const seen = new Set([...preludeNames, "socket", "peer"]);
  const imports = [`import assert from "node:assert/strict";`, `import { ${preludeNames} } from "./prelude.ts";`];
  for (const entry of entries) {
    const specifier = `berkeley-sockets${entry.slice(1)}`;
    const exported = Object.keys((await import(specifier)) as object);
    // An entry may have exports that no name in a program is: a default, and what `require` gives.
    const names = exported.filter((name) => /^[\w$]+$/.test(name) && name !== "default" && !seen.has(name));
    for (const name of names) seen.add(name);
    const free = names.filter((name) => !new RegExp(`\\b${name}\\b`).test(taken));
    imports.push(`import { ${free.join(", ")} } from "${specifier}";`);
  }
  return imports.join("\n");
}

/** What depends on the machine's own databases is run, but its value not compared. */
const machine = /\bget(AddressInfo|NameInfo|Service|Protocol)|\b(hostName|interface[A-Z]\w*)\(/;
const literal = /^(?:-?\d[\d_.]*n?|true|false|undefined|".*"|[[{].*[\]}])$/;

/** A line of an example, with a check of what it says of itself. */
function checked(line: string): string {
  const [, code = line, comment = ""] = /^(.*?)\s+\/\/ (.*)$/.exec(line) ?? [];
  const statement = code.replace(/;$/, "");
  const [, name] = /^const (\w+) = /.exec(statement) ?? [];
  const keyword = /^(?:const|let|using|if|for|while|return|import|\s|\})/.test(statement);
  if (literal.test(comment) && !machine.test(code)) {
    if (name !== undefined) return `${statement}; assert.deepEqual(${name}, ${comment});`;
    if (!keyword) return `assert.deepEqual(${statement}, ${comment});`;
  }
  if (!keyword && / === /.test(statement) && !machine.test(code)) return `assert.ok(${statement});`;
  return line;
}

async function moduleOf(example: Example): Promise<string> {
  const imports = example.lines.filter((line) => line.startsWith("import "));
  const body = example.lines.filter((line) => !line.startsWith("import ")).map(checked);
  return [await importsFor(example, imports.join("\n")), ...imports, before, ...body, behind, "export {};", ""].join(
    "\n",
  );
}

const files: Record<string, string> = { "prelude.ts": prelude };
for (const [index, example] of examples.entries()) files[`example${index}.ts`] = await moduleOf(example);
const folder = compile("examples", files);

test("there are examples", () => assert.ok(examples.length >= 10, `only ${examples.length}`));
for (const [index, { place }] of examples.entries()) {
  test(`the example at ${place}`, async () => {
    await import(pathToFileURL(join(folder, `example${index}.js`)).href);
  });
}
