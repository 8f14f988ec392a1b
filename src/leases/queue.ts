export interface Queue<T> extends AsyncIterable<T> {
  push(item: T): void;
  end(): void;
}

/** Turns a callback into something to iterate over: what is pushed comes out, in order, until `end`. One reader. */
export function queue<T>(): Queue<T> {
  const items: T[] = [];
  let ended = false;
  let { promise, resolve } = Promise.withResolvers<void>();
  return {
    push(item) {
      items.push(item);
      resolve();
    },
    end() {
      ended = true;
      resolve();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        yield* items.splice(0);
        if (items.length > 0) continue;
        if (ended) return;
        await promise;
        ({ promise, resolve } = Promise.withResolvers<void>());
      }
    },
  };
}
