// Writes docs/api/<entry>.api.md, the public names of each entry point as the declarations have them.
// With --check it says which are stale, and fails. Needs dist/types.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Extractor, ExtractorConfig } from "@microsoft/api-extractor";

const root = fileURLToPath(new URL("..", import.meta.url));
const check = process.argv.includes("--check");
const folder = join(root, "docs", "api");
const temporary = mkdtempSync(join(tmpdir(), "bs-api-"));
mkdirSync(folder, { recursive: true });

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const entries = Object.values(manifest.exports).flatMap((entry) => (entry.types === undefined ? [] : [entry.types]));

for (const types of entries) {
  const name = types.replace(/^.*\/|\.d\.ts$/g, "");
  const configuration = ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: join(root, types),
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            module: "nodenext",
            target: "es2022",
            lib: ["es2023", "esnext.disposable"],
            strict: true,
            skipLibCheck: true,
            types: ["node"],
          },
          files: [join(root, types)],
        },
      },
      apiReport: {
        enabled: true,
        reportFolder: temporary,
        reportTempFolder: temporary,
        reportFileName: `${name}.api.md`,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        extractorMessageReporting: { default: { logLevel: "none" } },
        tsdocMessageReporting: { default: { logLevel: "none" } },
        compilerMessageReporting: { default: { logLevel: "error" } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, "package.json"),
  });
  const { succeeded } = Extractor.invoke(configuration, {
    localBuild: true,
    messageCallback: (message) => {
      message.handled = message.logLevel !== "error";
    },
  });
  if (!succeeded) process.exitCode = 1;
}

for (const file of readdirSync(temporary).filter((name) => name.endsWith(".api.md"))) {
  const made = readFileSync(join(temporary, file), "utf8");
  let present = "";
  try {
    present = readFileSync(join(folder, file), "utf8");
  } catch {}
  if (made === present) continue;
  if (check) {
    console.error(`docs/api/${file} is stale: run npm run api`);
    process.exitCode = 1;
  } else {
    writeFileSync(join(folder, file), made);
    console.log(`wrote docs/api/${file}`);
  }
}
rmSync(temporary, { recursive: true });
