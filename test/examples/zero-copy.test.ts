/** The guide to sending without a copy. */
import "../support/leak-guard.ts";
import { testGuide } from "../support/guide.ts";

testGuide("zero-copy.md", { withoutProgram: ["When it ends early", "The memory", "The error queue"] });
