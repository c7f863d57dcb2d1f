const turns = 5;

/**
 * Calls back after a few turns of the event loop, unless the result is called before. What was ready at the start has reached whoever
 * waits for it by then, however busy the machine is: turns are counted, not milliseconds.
 */
export const afterTurns = (callback: () => void): (() => void) => {
  let left = turns;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const turn = (): void => {
    left -= 1;
    if (left < 0) callback();
    else timer = setTimeout(turn, 0);
  };
  turn();
  return () => clearTimeout(timer);
};
