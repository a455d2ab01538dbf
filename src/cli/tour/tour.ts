/**
 * The guided tour: the library shown at work, call by call, on the machine it runs on. Each chapter
 * makes its calls on a page; here the pages are printed, and it is said how it went.
 */
import { extension } from "./extension.ts";
import { options } from "./options.ts";
import { type Chapter, Page } from "./page.ts";
import { type Output, Printer } from "./printer.ts";
import { protocols } from "./protocols.ts";
import { python } from "./python.ts";
import { refusal } from "./refusal.ts";
import { resolver } from "./resolver.ts";
import { tcp } from "./tcp.ts";
import { tellFields } from "./tell.ts";
import { udp } from "./udp.ts";
import { unix } from "./unix.ts";

const chapters: readonly Chapter[] = [resolver, tcp, udp, unix, options, protocols, extension, refusal, python];

/** Takes the whole tour; gives the exit code. */
export async function takeTour(output: Output, env: NodeJS.ProcessEnv, json = false): Promise<number> {
  if (json) return tellTour(output);
  const printer = new Printer(output, env);
  printer.say("berkeley-sockets: a guided tour", "title");
  printer.say(
    "BSD sockets for TypeScript. Left of each arrow is a call as you would write it, made a moment ago by " +
      `Node ${process.version} on this machine (${process.platform} ${process.arch}); right of it is what came of it.`,
  );
  const failed: string[] = [];
  for (const [index, chapter] of chapters.entries()) {
    printer.heading(index + 1, chapter);
    const page = new Page();
    let failure: unknown;
    try {
      await chapter.run(page);
    } catch (error) {
      failure = error;
      failed.push(chapter.title);
    } finally {
      page.close();
    }
    printer.page(page);
    if (failure !== undefined) tellFailure(printer, failure);
  }
  printer.blank();
  if (failed.length > 0) printer.say(`Failed: ${failed.join(", ")}.`, "failure");
  else printer.say("That was the tour. README.md says how to go on; docs/ has the rest.");
  return failed.length > 0 ? 1 : 0;
}

/** The tour for programs: a chapter a line. */
async function tellTour(output: Output): Promise<number> {
  let code = 0;
  for (const [index, chapter] of chapters.entries()) {
    const page = new Page();
    let failure: string | null = null;
    try {
      await chapter.run(page);
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
      code = 1;
    } finally {
      page.close();
    }
    const { title, sentence } = chapter;
    output.write(
      `${JSON.stringify({ event: "chapter", number: index + 1, title, sentence, rows: page.rows, failure })}\n`,
    );
  }
  return code;
}

function tellFailure(printer: Printer, failure: unknown): void {
  printer.blank();
  printer.say("This chapter failed:", "failure", 2);
  for (const [name, value] of tellFields(failure)) printer.say(`${name}: ${value}`, "condition", 4);
}
