const lists: string[][] = [];

/** A list of what somebody did that Discord refuses, or that nobody careful does. Whatever is in one fails the test. */
export function violationList(): string[] {
  const list: string[] = [];
  lists.push(list);
  return list;
}

/** What is in all lists of this process, which are empty then. */
export function takeViolations(): readonly string[] {
  return lists.flatMap((list) => list.splice(0));
}
