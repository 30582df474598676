/**
 * Progress of long work, on a terminal's standard error only: how much is done, how fast, how long still.
 */

export interface Progress {
  update(done: number): void;
  /** Wipes the line. */
  end(): void;
}

const EVERY_MS = 100;
const SHOW_AFTER_MS = 300;

/** Nothing is shown in a pipe, or for work that takes no time. */
export function createProgress(label: string, total: number): Progress {
  const { stderr } = process;
  if (stderr.isTTY !== true) return { update: () => {}, end: () => {} };
  const began = performance.now();
  let last = 0;
  return {
    update(done) {
      const now = performance.now();
      if (now - began < SHOW_AFTER_MS || now - last < EVERY_MS) return;
      last = now;
      const perSecond = (done / (now - began)) * 1000;
      const left = done === 0 ? '' : `, ${((total - done) / perSecond).toFixed(0)} s left`;
      stderr.write(`\r\u001b[K${label}: ${done} of ${total} runs, ${perSecond.toFixed(1)}/s${left}`);
    },
    end: () => void stderr.write('\r\u001b[K'),
  };
}
