/** Runs to the end work that tells its progress, where nobody looks. */
export async function drained<T>(steps: AsyncGenerator<unknown, T>): Promise<T> {
  for (;;) {
    const { done, value } = await steps.next();
    if (done) return value;
  }
}
