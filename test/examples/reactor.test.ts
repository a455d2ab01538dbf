/** The guide to the reactor. */
import "../support/leak-guard.ts";
import { testGuide } from "../support/guide.ts";

testGuide("reactor.md", { withoutProgram: ["What it rests on"] });
