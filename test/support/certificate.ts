/** A certificate for `localhost` that nobody else trusts, made anew for each test file. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { temporaryPath } from "./kinds.ts";
import { foreignEnv, withoutProgram } from "./probe.ts";

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export const withoutOpenssl: string | false = withoutProgram("openssl", "version");

export function makeCertificate(): Certificate {
  const [key, cert] = [temporaryPath("key"), temporaryPath("cert")];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const args = ["req", "-x509", ...curve, "-keyout", key, "-out", cert, "-days", "2", ...name];
  const { status, stderr } = spawnSync("openssl", args, { encoding: "utf8", env: foreignEnv });
  if (status !== 0) throw new Error(stderr);
  return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
}
