/** `guardia …`: what the terminal typed goes to its verb, its exit code back. */
import { runGuardia } from "#cli/program.ts";

// `guardia ticket list | head` closes our output early: that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await runGuardia(process.argv.slice(2), { out: process.stdout, err: process.stderr });
