/**
 * Notices that the page stood still for a while, as when a laptop is closed or a telephone puts the page away: that time is
 * none of a run's. Not here: what follows for the time left (src/app/run/clock.ts).
 */

/** How often it looks. Browsers let timers of hidden pages wait for up to a minute. */
const tickMs = 10_000;
/** What lasts longer may have been sleep. */
export const sleepLeastMs = 120_000;

/**
 * Watches until `end` is called. `onWoken` gets how far the date went on meanwhile, and how far performance.now() did, which
 * stands still in the sleep of some systems. `look` looks at once: what a worker says may come before the next look.
 */
export function watchSleep(onWoken: (dateMs: number, clockMs: number) => void): {
  look(): void;
  end(): void;
} {
  let [date, clock] = [Date.now(), performance.now()];
  const look = () => {
    const [dateMs, clockMs] = [Date.now() - date, performance.now() - clock];
    [date, clock] = [date + dateMs, clock + clockMs];
    if (dateMs > sleepLeastMs) onWoken(dateMs, clockMs);
  };
  const timer = setInterval(look, tickMs);
  return { look, end: () => clearInterval(timer) };
}

/** Counts the seconds from now on without those that were slept, until `end` is called. */
export function countAwake(): { seconds(): number; end(): void } {
  let fromMs = performance.now();
  const sleep = watchSleep((_, clockMs) => {
    fromMs += clockMs;
  });
  return {
    seconds() {
      sleep.look();
      return (performance.now() - fromMs) / 1000;
    },
    end: sleep.end,
  };
}
