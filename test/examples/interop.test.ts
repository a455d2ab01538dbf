/** The guide to `berkeley-sockets/interop`. */
import "../support/leak-guard.ts";
import { testGuide } from "../support/guide.ts";

testGuide("interop.md", { withoutProgram: ["Runtimes"] });
