/** Compiles TypeScript that is found in documents, as a user of the package would. */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root: string = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * Writes sources (by file name) to a fresh folder under `build/`, where the package is found by its own
 * name, checks and compiles them there, and gives the folder. Throws what the compiler has to say.
 */
export function compile(name: string, sources: Readonly<Record<string, string>>): string {
  const folder = join(root, "build", "documents", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(sources)) writeFileSync(join(folder, file), text);
  const compilerOptions = {
    target: "es2022",
    lib: ["es2023", "esnext.disposable"],
    types: ["node"],
    module: "nodenext",
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    rewriteRelativeImportExtensions: true,
    skipLibCheck: true,
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: Object.keys(sources) }));
  const { status, stdout, stderr } = spawnSync(join(root, "node_modules", ".bin", "tsc"), ["--project", folder], {
    cwd: folder,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${name} does not compile:\n${stdout}${stderr}`);
  return folder;
}
