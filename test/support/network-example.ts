/** The examples that are tools, run in network namespaces against programs that are not ours. */
import type { Namespace } from "./namespace.ts";
import { withoutNamedNamespaces } from "./namespace.ts";
import { withoutProgram } from "./probe.ts";
import { exampleFile } from "./run-example.ts";
import { type Running, running } from "./running.ts";

/** Starts an example in a namespace. */
export function startInside(space: Namespace, name: string, ...args: string[]): Running {
  return running(space.spawnFile(exampleFile(name), ...args));
}

/** Starts a program that is not ours in a namespace. */
export function startForeign(space: Namespace, program: string, ...args: string[]): Running {
  return running(space.spawnProgram(program, ...args));
}

/** Why the tests that need namespaces and these programs cannot be, if they cannot. */
export function withoutPeers(...programs: string[]): string | false {
  return (
    programs.map((program) => withoutProgram(program)).find((reason) => reason !== false) || withoutNamedNamespaces()
  );
}

/** Starts a python3 program given as text. */
export function startPython(space: Namespace, source: string, ...args: string[]): Running {
  return running(space.spawnPython(source, ...args));
}
