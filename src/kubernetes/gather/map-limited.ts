/**
 * Maps items, so many at once. Unlike a queue of promises it makes nothing for an item before its turn: a thousand namespaces
 * have ten thousands of lists.
 */
export const mapLimited = async <T, Result>(
  items: Iterable<T>,
  limit: number,
  map: (item: T) => Promise<Result>,
): Promise<readonly Result[]> => {
  const results: Result[] = [];
  let count = 0;
  const iterator = items[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) {
      const index = count++;
      results[index] = await map(next.value);
    }
  };
  await Promise.all(Array.from({ length: limit }, work));
  return results;
};
