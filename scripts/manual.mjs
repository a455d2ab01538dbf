// Writes man/bsock.1 from the commands' own descriptions. With --check it says whether the page is stale, and fails.
// Needs build/.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { manualPage } from "../build/src/cli/manual.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = join(root, "man", "bsock.1");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const page = await manualPage(version);

if (!process.argv.includes("--check")) {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, page);
} else if (!existsSync(target) || readFileSync(target, "utf8") !== page) {
  console.error("man/bsock.1 is stale: npm run man");
  process.exit(1);
}
