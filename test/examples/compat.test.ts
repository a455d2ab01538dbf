/** The guide to the drop-ins. */
import "../support/leak-guard.ts";
import { testGuide } from "../support/guide.ts";

testGuide("compat.md", { withoutProgram: [], inAnyOrder: (source) => source.includes("createSocket") });
