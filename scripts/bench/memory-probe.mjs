// Loaded into a program that is measured: on SIGUSR2 it collects garbage and says what is left, in bytes.
process.on("SIGUSR2", () => {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  process.stderr.write(`memory ${heapUsed} ${rss}\n`);
});
