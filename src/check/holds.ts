/** Bounds on figures: which expectations are, and whether a figure keeps one. Knows nothing of what is measured. */
import type { Expectation } from '../scenario/scenario.js';

interface Compared {
  readonly comparison: '<' | '<=' | '>' | '>=';
  readonly bound: number;
}

export function holds({ comparison, bound }: Compared, value: number): boolean {
  switch (comparison) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
  }
}

/** Whether an expectation is about how much or how fast, so that all runs together are judged; else about what is right. */
export const isFigure = ({ kind }: Expectation): boolean => kind === 'bound' || kind === 'measured';
