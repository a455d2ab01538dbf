/** The guide to `berkeley-sockets/async`. */
import "../support/leak-guard.ts";
import { testGuide } from "../support/guide.ts";

testGuide("async.md", { withoutProgram: ["Whole programs"] });
