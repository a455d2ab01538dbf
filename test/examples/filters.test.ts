/** The guide to packet filters. */
import "../support/leak-guard.ts";
import { SO_ATTACH_FILTER } from "berkeley-sockets/options";
import { testGuide } from "../support/guide.ts";

testGuide("filters.md", {
  withoutProgram: ["Extended programs", "The language", "What is refused"],
  skip: () => (SO_ATTACH_FILTER.available ? false : "this platform has no socket filters"),
});
