/**
 * Preloaded when the tests run on Windows (`node --import ./build/test/support/windows.js`): skips what Windows, or wine
 * in its place, lacks, each test with its reason.
 *
 * A lack is known by what the library throws: ENOTSUP that names what this platform has no number for, or an errno by
 * which the system refuses a family. What else differs is in a table, by file and title; an entry that no test meets
 * any more fails its file.
 */
import { createRequire, syncBuiltinESMExports } from "node:module";
import { basename, dirname } from "node:path";
import type { TestContext } from "node:test";
import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { SO_RCVBUF, SO_SNDBUF } from "berkeley-sockets/options";
import { differences, signs } from "./windows-differences.ts";

// Most tests that want any two connected sockets ask for Unix ones, of which Windows makes no pairs.
const path = process.argv[1] ?? "";
const file = `${basename(dirname(path))}/${basename(path, ".test.js")}`;
const pair = Socket.pair;
if (file !== "conformance/socketpair")
  Socket.pair = (domain, type, protocol) => {
    const other = domain === SocketDomain.unix && (type === SocketType.stream || type === SocketType.datagram);
    const made = pair.call(Socket, other ? SocketDomain.internet : domain, type, protocol);
    // Of a size that stays as it is: one that was full must not have room a moment later.
    if (other) for (const socket of made) for (const size of [SO_SNDBUF, SO_RCVBUF]) socket.setOption(size, 65536);
    return made;
  };

/** Errors by which a system says that it has no such sockets. */
const REFUSALS = ["EAFNOSUPPORT", "EPROTONOSUPPORT", "ESOCKTNOSUPPORT", "ENOPROTOOPT", "ENOTSUP"];

/** The reason to skip a test that came to this error, if it is one. */
function lackOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) return error.errors.map(lackOf).find((reason) => reason !== undefined);
  if (!(error instanceof Error)) return undefined;
  const { code, who, syscall, path, cause, actual } = error as Error & Readonly<Record<string, unknown>>;
  // By its members: one that comes from a worker has lost its class.
  if (typeof who === "string" && REFUSALS.includes(code as string)) return `lacks ${error.message}`;
  if (code === "ERR_ASSERTION") {
    if (actual === "ENOTSUP" || (Array.isArray(actual) && actual.includes("ENOTSUP"))) return "lacks what it is about";
    if (actual instanceof Error) return lackOf(actual);
    if (/\/proc\//.test(error.message)) return "lacks /proc";
  }
  if (code === "ENOENT" && String(syscall).startsWith("spawn")) return `lacks ${path}`;
  if (code === "ENOENT" && typeof path === "string" && /[\\/]proc[\\/]/.test(path)) return "lacks /proc";
  if (error.message.startsWith("berkeley-sockets: the layout has no "))
    return `lacks ${error.message.split(" ").at(-1)}`;
  const sign = signs.find(({ message }) => message.test(error.message));
  if (sign !== undefined) return sign.reason;
  return cause === undefined ? undefined : lackOf(cause);
}

const here = differences.filter((entry) => entry.file === file);
const unmet = new Set(here);

function differenceOf(title: string): string | undefined {
  const entry = here.find(({ title: pattern }) =>
    typeof pattern === "string" ? pattern === title : pattern.test(title),
  );
  if (entry === undefined) return undefined;
  unmet.delete(entry);
  return entry.reason;
}

/** Somebody who waits for ever must not keep the other tests from being run. */
const LONGEST = 20_000;

async function soon(action: unknown): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end in ${LONGEST} ms`)), LONGEST);
  });
  try {
    await Promise.race([action, late]);
  } finally {
    clearTimeout(timer);
  }
}

type Body = (context: TestContext, done?: unknown) => unknown;
type Tester = ((...args: unknown[]) => unknown) & Record<string, unknown>;

function guard(title: string, body: Body): Body {
  return async (context) => {
    const reason = differenceOf(title);
    if (reason !== undefined) {
      context.skip(reason);
      return;
    }
    context.test = tester(context.test.bind(context) as unknown as Tester) as unknown as TestContext["test"];
    try {
      await soon(body(context));
    } catch (error) {
      const lack = lackOf(error);
      if (lack === undefined) throw error;
      context.skip(lack);
    }
  };
}

/** The same function, with a guard around the body that it is given. */
function tester(original: Tester): Tester {
  const guarded = (...args: unknown[]): unknown => {
    const at = args.findIndex((argument) => typeof argument === "function");
    const body = args[at] as Body | undefined;
    if (body !== undefined) args[at] = guard(typeof args[0] === "string" ? args[0] : body.name, body);
    return original(...args);
  };
  return Object.assign(guarded, original) as unknown as Tester;
}

/** What a group lacks before its tests are known is a lack of the group. */
function group(original: Tester): Tester {
  const guarded = (...args: unknown[]): unknown => {
    const at = args.findIndex((argument) => typeof argument === "function");
    const body = args[at] as ((context: unknown) => unknown) | undefined;
    if (body !== undefined) {
      const give = (error: unknown): void => {
        const lack = lackOf(error);
        if (lack === undefined) throw error;
        (runner["it"] as Tester)("the rest of this group", { skip: lack }, () => {});
      };
      args[at] = (context: unknown) => {
        try {
          const result = body(context);
          return result instanceof Promise ? result.catch(give) : result;
        } catch (error) {
          return give(error);
        }
      };
    }
    return original(...args);
  };
  return Object.assign(guarded, original) as unknown as Tester;
}

const runner = createRequire(import.meta.url)("node:test") as Record<string, Tester>;
for (const name of ["it", "test"]) runner[name] = tester(runner[name] as Tester);
for (const name of ["describe", "suite"]) runner[name] = group(runner[name] as Tester);
syncBuiltinESMExports();

process.on("exit", () => {
  for (const { title } of unmet) {
    process.exitCode = 1;
    console.error(`windows-differences.ts: ${file} has no test ${title}`);
  }
});
