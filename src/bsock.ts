#!/usr/bin/env node
/** `bsock`: the library from a shell. */
import { main } from "./cli/main.ts";

process.exitCode = await main(process.argv.slice(2), new URL("../package.json", import.meta.url));
