/** Ctrl-C: the first finishes the runs under way and keeps what is done; the second ends at once. */
import { EXIT } from './exit.js';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Lets Ctrl-C end the process again. */
  end(): void;
}

export function watchInterrupts(): Interrupt {
  const controller = new AbortController();
  const { signal } = controller;
  const onInterrupt = () => {
    if (signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  process.on('SIGINT', onInterrupt);
  return { signal, end: () => void process.off('SIGINT', onInterrupt) };
}
