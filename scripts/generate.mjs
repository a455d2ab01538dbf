// Makes the generated files from native/constants.list. With --check it only says whether they are
// fresh, and fails when they are not.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const source = "native/constants.list";

const groups = [];
for (const line of readFileSync(at(source), "utf8").split("\n")) {
  const text = line.replace(/#.*/, "").trim();
  if (text === "") continue;
  const [, header, enumerators] = /^(<[a-z0-9_/]+\.h>|"[a-z0-9_]+\.h")( enum)?$/.exec(text) ?? [];
  if (header !== undefined) groups.push({ header, enumerators: enumerators !== undefined, names: [] });
  else if (/^[A-Z][A-Z0-9_]*$/.test(text) && groups.length > 0) groups.at(-1).names.push(text);
  else throw new Error(`${source}: neither a header nor a name: ${line}`);
}
const names = groups.flatMap((group) => group.names);
const twice = names.find((name, index) => names.indexOf(name) !== index);
if (twice !== undefined) throw new Error(`${source}: ${twice} is listed twice`);

// A header of Linux's own is asked for first; the headers that every system has are simply included.
const guarded = ({ header }, text) => (/^<linux/.test(header) ? `#if __has_include(${header})\n${text}\n#endif` : text);
/** Each name that a header has, in its own way of being written. */
const each = (entry) =>
  groups
    .map((group) =>
      group.enumerators
        ? guarded(group, group.names.map(entry).join("\n"))
        : group.names.map((name) => `#ifdef ${name}\n${entry(name)}\n#endif`).join("\n"),
    )
    .join("\n");
// Two arrays without a pointer in them: a table of names and numbers would be twice as large, for its relocations.
const c = `/* Generated from constants.list by scripts/generate.mjs. */
/* clang-format off */
${groups.map((group) => guarded(group, `#include ${group.header}`)).join("\n")}

#include "control.h"
#include "linux.h"
#include "napi_util.h"

const char bs_constant_names[] =
${each((name) => `    "${name}\\0"`)}
    "";

const int32_t bs_constant_values[] = {
${each((name) => `    ${name},`)}
};
`;

const ts = `// Generated from native/constants.list by scripts/generate.mjs.

/** Every constant that may come from C, in the order of the list. */
export const constantNames = [
${names.map((name) => `  "${name}",`).join("\n")}
] as const;

export type ConstantName = (typeof constantNames)[number];
`;

let stale = false;
for (const [path, text] of [
  ["native/constants.c", c],
  ["src/sys/constant-names.generated.ts", ts],
]) {
  let present = "";
  try {
    present = readFileSync(at(path), "utf8");
  } catch {}
  if (present === text) continue;
  if (process.argv.includes("--check")) {
    console.error(`${path} is stale: run npm run generate`);
    stale = true;
  } else {
    writeFileSync(at(path), text);
    console.log(`wrote ${path}`);
  }
}
process.exitCode = stale ? 1 : 0;
