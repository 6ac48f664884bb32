/** Building as a whole or not at all: what a build that throws has made is taken back. */

/** How to take back the steps of the build under way, the last at the end. */
let steps: (() => void)[] | undefined;

/** Says how to take a step back, should the build that it is part of fail. */
export function undoable(takeBack: () => void): void {
  steps?.push(takeBack);
}

/** Runs `body`. Where it throws, layers and weights are as they were before. */
export function allOrNothing<Result>(body: () => Result): Result {
  const outer = steps;
  const own: (() => void)[] = [];
  steps = own;
  try {
    const result = body();
    outer?.push(...own);
    return result;
  } catch (error) {
    for (const takeBack of own.reverse()) takeBack();
    throw error;
  } finally {
    steps = outer;
  }
}

/** Notes the fields of an object, to be set back. */
export function undoableFields(object: object): void {
  const before: Readonly<Record<string, unknown>> = { ...object };
  undoable(() => {
    for (const key of Object.keys(object))
      if (!(key in before)) delete (object as Record<string, unknown>)[key];
    Object.assign(object, before);
  });
}
