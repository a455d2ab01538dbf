// Makes the generated files: two from native/constants.list, and one from the Node-API functions that native/ calls.
// With --check it only says whether they are fresh, and fails when they are not.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
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
#ifdef _WIN32
#include "win32.h"
#else
${groups.map((group) => guarded(group, `#include ${group.header}`)).join("\n")}
#endif

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

const called = new Set();
for (const name of readdirSync(at("native"))) {
  if (!/\.[ch]$/.test(name) || name.includes("generated")) continue;
  for (const [, call] of readFileSync(at(`native/${name}`), "utf8").matchAll(/\b(napi_\w+)\(/g)) called.add(call);
}
const functions = [...called].sort();
const h = `/* Generated from the calls in native/ by scripts/generate.mjs: see napi_host.h. */
/* clang-format off */
#ifndef BERKELEY_NAPI_FUNCTIONS_H
#define BERKELEY_NAPI_FUNCTIONS_H

struct bs_napi {
${functions.map((name) => `  __typeof__(&${name}) ${name.slice(5)};`).join("\n")}
};

#define BERKELEY_NAPI_NAMES \\
${functions.map((name) => `  "${name}",`).join(" \\\n")}

${functions.map((name) => `#define ${name} (bs_napi.${name.slice(5)})`).join("\n")}

#endif
`;

let stale = false;
for (const [path, text] of [
  ["native/constants.c", c],
  ["native/napi_functions.generated.h", h],
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
