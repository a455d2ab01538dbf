/** The guide to sending files. */
import "../support/leak-guard.ts";
import { testGuide } from "../support/guide.ts";

testGuide("files.md", { withoutProgram: ["What a file may be", "What to know"] });
