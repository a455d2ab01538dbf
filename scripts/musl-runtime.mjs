// What a runtime built for musl needs on a machine of glibc. Its loader is the package `musl` of Debian. Bun's build
// for musl also needs libstdc++ and libgcc_s; this machine's own are for glibc, and serve once the few functions of
// glibc that they call, and musl lacks, are there. They are in a library of ours, whose name is one that both ask for.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const LOADER = "/lib/ld-musl-x86_64.so.1";
const NAME = "ld-linux-x86-64.so.2";

// No destructors of threads' variables are run, no frames are looked up faster: nothing of that matters to a test.
const SOURCE = `
#include <stddef.h>
struct tm;
extern long getrandom(void *, size_t, unsigned);
extern size_t strftime(char *, size_t, const char *, const struct tm *);
char __libc_single_threaded;
struct { unsigned words[4]; } __cpu_model;
int __cpu_indicator_init(void) { return 0; }
int _dl_find_object(void *address, void *result) { return (void)address, (void)result, -1; }
int __cxa_thread_atexit_impl(void (*call)(void *), void *object, void *library) {
  return (void)call, (void)object, (void)library, 0;
}
unsigned arc4random(void) {
  unsigned value = 0;
  return getrandom(&value, sizeof value, 0), value;
}
size_t __strftime_l(char *out, size_t size, const char *format, const struct tm *time, void *locale) {
  return (void)locale, strftime(out, size, format, time);
}
`;

/** Lays the libraries into a folder; gives the environment in which such a runtime starts. */
export function muslEnvironment(folder) {
  if (!existsSync(LOADER)) throw new Error(`${LOADER} is not there: install Debian's package musl`);
  mkdirSync(folder, { recursive: true });
  for (const library of ["libstdc++.so.6", "libgcc_s.so.1"]) {
    const path = execFileSync("cc", [`-print-file-name=${library}`], { encoding: "utf8" }).trim();
    copyFileSync(realpathSync(path), join(folder, library));
  }
  const source = join(folder, "glibc-for-musl.c");
  writeFileSync(source, SOURCE);
  const how = ["-shared", "-nostdlib", "-fPIC", "-O1", "-fno-builtin", `-Wl,-soname,${NAME}`];
  execFileSync("cc", [...how, "-o", join(folder, NAME), source], { stdio: "inherit" });
  // Programs of glibc that a test starts have it too, and take nothing from it but what is glibc's own.
  return { LD_LIBRARY_PATH: folder };
}
