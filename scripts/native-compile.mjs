// How the add-on is compiled, for the build on this machine and for the prebuilt binaries.
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The folder of node_api.h. */
export function findHeaders() {
  const besideNode = join(dirname(dirname(realpathSync(process.execPath))), "include", "node");
  const tried = [besideNode];
  try {
    const manifest = createRequire(import.meta.url).resolve("node-api-headers/package.json");
    tried.unshift(join(dirname(manifest), "include"));
  } catch {}
  const found = tried.find((path) => existsSync(join(path, "node_api.h")));
  if (found !== undefined) return found;
  throw new Error(`node_api.h not found (looked in ${tried.join(", ")}); try: npm install node-api-headers`);
}

/** The files of native/, in an order that is the same everywhere. */
export function nativeInputs(root) {
  const folder = join(root, "native");
  const inputs = readdirSync(folder)
    .filter((name) => /\.[ch]$/.test(name))
    .sort()
    .map((name) => join(folder, name));
  return {
    sources: inputs.filter((path) => path.endsWith(".c")),
    headers: inputs.filter((path) => path.endsWith(".h")),
  };
}

/** What is particular to a platform. */
function platformArguments(platform) {
  // Node-API is looked up by name there (native/napi_host.h), so nothing of it is imported.
  if (platform === "win32") return ["-DNAPI_EXTERN=extern"];
  const common = ["-fPIC", "-pthread"];
  if (platform === "darwin") return [...common, "-Wl,-undefined,dynamic_lookup", "-DBERKELEY_SA_LEN"];
  return [...common, "-Wl,-z,nodelete"];
}

/** What every compiler is told, but for sources and output. */
export function compileArguments({ platform, headers, mode = ["-O2", "-fno-asynchronous-unwind-tables"] }) {
  return [
    "-std=c11",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-fvisibility=hidden",
    "-shared",
    "-D_GNU_SOURCE",
    "-DNAPI_VERSION=8",
    ...platformArguments(platform),
    ...mode,
    `-I${headers}`,
  ];
}

/** The system's libraries, which some linkers want to hear of behind the sources. */
export function libraries(platform) {
  return platform === "win32" ? ["-lws2_32", "-liphlpapi"] : [];
}
