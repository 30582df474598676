/**
 * Progress of long work, on a terminal's standard error only: how much is done, how fast, how long still.
 */

export interface Progress {
  /** `before`: stands in front of the number of runs, such as `2 of 9 points, `. */
  update(done: number, before?: string): void;
  /** Wipes the line. */
  end(): void;
}

const EVERY_MS = 100;
const SHOW_AFTER_MS = 300;

/**
 * Nothing is shown in a pipe, or for work that takes no time.
 * @param total `undefined` if nobody knows how many runs there will be
 * @param atMost there may be fewer than that, so nobody knows how long it takes
 */
export function createProgress(label: string, total: number | undefined, atMost = false): Progress {
  const { stderr } = process;
  if (stderr.isTTY !== true) return { update: () => {}, end: () => {} };
  const began = performance.now();
  let last = 0;
  return {
    update(done, before = '') {
      const now = performance.now();
      if (now - began < SHOW_AFTER_MS || now - last < EVERY_MS) return;
      last = now;
      const perSecond = (done / (now - began)) * 1000;
      const known = total !== undefined && !atMost && done > 0;
      const left = known ? `, ${((total - done) / perSecond).toFixed(0)} s left` : '';
      const of = total === undefined ? '' : ` of ${atMost ? 'at most ' : ''}${total}`;
      stderr.write(`\r\u001b[K${label}: ${before}${done}${of} runs, ${perSecond.toFixed(1)}/s${left}`);
    },
    end: () => void stderr.write('\r\u001b[K'),
  };
}
