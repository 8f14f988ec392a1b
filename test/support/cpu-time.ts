/**
 * What `work` costs this process, in milliseconds of CPU: on a busy machine the clock goes on, and this does not. A bound on
 * it tells work that grows with the text from work that grows with its square, and nothing finer.
 */
export async function cpuMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
