// npm run sbom: what the package is made of, in CycloneDX, into build/sbom.cdx.json or the file that is named.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** By the lock file, so that what happens to lie in node_modules does not matter; what only builds is left out. */
export function writePartsList(file) {
  const how = ["--sbom-format=cyclonedx", "--sbom-type=library", "--omit=dev", "--package-lock-only"];
  const text = execFileSync("npm", ["sbom", ...how], { cwd: root, encoding: "utf8" });
  mkdirSync(dirname(file), { recursive: true });
  const list = JSON.parse(text);
  // npm calls the package by the name of the folder that it lies in.
  list.metadata.component.name = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).name;
  writeFileSync(file, `${JSON.stringify(list, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writePartsList(resolve(process.argv[2] ?? join(root, "build", "sbom.cdx.json")));
}
