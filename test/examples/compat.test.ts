/** The guide to the drop-ins. */
import "../support/leak-guard.ts";
import { testGuide } from "../support/guide.ts";

testGuide("compat.md", [], (source) => source.includes("createSocket"));
