// npm run release -- VERSION: all that a release needs but the publishing itself, which is one more command and is
// named at the end. Nothing is left changed when a step fails.
//   node scripts/release.mjs 1.2.3 [--skip-tests]
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writePartsList } from "./sbom.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values, positionals } = parseArgs({ allowPositionals: true, options: { "skip-tests": { type: "boolean" } } });
const [version, ...more] = positionals;

function fail(message) {
  console.error(`release: ${message}`);
  process.exit(1);
}

function run(command, args, stdio = "inherit") {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: root, stdio, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed: ${error ?? stderr ?? `status ${status}`}`);
  return stdout ?? "";
}

/** Whether a version comes after another: by its numbers, and a pre-release before the release of the same. */
function isAfter(next, last) {
  const parse = (text) => /^(\d+)\.(\d+)\.(\d+)(-[0-9A-Za-z.-]+)?$/.exec(text);
  const [a, b] = [parse(next), parse(last)];
  for (const place of [1, 2, 3]) if (a[place] !== b[place]) return Number(a[place]) > Number(b[place]);
  if (a[4] === undefined || b[4] === undefined) return a[4] === undefined && b[4] !== undefined;
  return a[4].localeCompare(b[4], "en", { numeric: true }) > 0;
}

const at = (name) => join(root, name);
const before = Object.fromEntries(
  ["package.json", "package-lock.json", "CHANGELOG.md"].map((name) => [name, readFileSync(at(name), "utf8")]),
);
const manifest = JSON.parse(before["package.json"]);

if (version === undefined || more.length > 0) fail("give one version: npm run release -- 1.2.3");
if (!/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version)) fail(`${version} is no version such as 1.2.3 or 1.2.3-beta.1`);
const first = before["CHANGELOG.md"].match(/^## \d/m) === null;
if (!(first && version === manifest.version) && !isAfter(version, manifest.version)) {
  fail(`${version} does not come after ${manifest.version}`);
}
const unreleased = /^## Unreleased\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(before["CHANGELOG.md"]);
if (unreleased === null || unreleased[1].trim() === "") fail("CHANGELOG.md has nothing under ## Unreleased");
const changed = run("git", ["status", "--porcelain"], "pipe").trim();
if (changed !== "") fail(`the work tree is not clean:\n${changed}`);

try {
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(
    at("CHANGELOG.md"),
    before["CHANGELOG.md"].replace("## Unreleased\n", () => `## Unreleased\n\n## ${version} (${date})\n`),
  );
  run("npm", ["version", version, "--no-git-tag-version", "--ignore-scripts", "--allow-same-version"]);
  run("npm", ["run", "prebuild"]);
  run("npm", ["run", "prebuild", "--", "--check"]);
  if (!values["skip-tests"]) run("npm", ["test"]);
  writePartsList(at("build/sbom.cdx.json"));
  // Provenance is signed where the release is published, in CI; a rehearsal has none.
  run("npm", ["publish", "--dry-run", "--provenance=false"]);
} catch (error) {
  for (const [name, text] of Object.entries(before)) writeFileSync(at(name), text);
  fail(`${error instanceof Error ? error.message : error}\nnothing was changed`);
}
if (manifest.repository === undefined) {
  console.log(`
package.json names no repository. npm signs a provenance only for a package that names the one it is built in, so
npm publish will be refused: add "repository" before it, or publish with --provenance=false, which signs nothing.`);
}
console.log(`
${version} is ready; the list of its parts is build/sbom.cdx.json. What is left:
  git commit -am "Release ${version}" && git tag v${version} && git push --follow-tags
  npm publish`);
