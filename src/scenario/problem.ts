/**
 * Problems: what is wrong with a scenario file, where, and what to write instead. Data, never exceptions.
 *
 * Knows nothing of YAML or of scenarios.
 */
import type { QuantityProblem } from '../model/quantity.js';

export interface Problem {
  readonly file: string;
  /** The setting that it is in, as written, instead of a line of the file; `column` counts in it. */
  readonly setting?: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units as editors count. */
  readonly column: number;
  /** `clients.app.operations.read`, `faults[0].at`; empty for the file as a whole. */
  readonly path: string;
  readonly expected: string;
  readonly received: string;
  readonly hint: string | undefined;
}

/** A problem inside an expression: `offset` counts characters from its beginning. */
export interface ExpressionProblem extends QuantityProblem {
  readonly offset: number;
}

/** What reading one expression came to. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: ExpressionProblem };

/** By position, then by text, so that the order is total. */
export function byPosition(a: Problem, b: Problem): number {
  return (
    a.line - b.line ||
    a.column - b.column ||
    compareText(a.path, b.path) ||
    compareText(a.expected, b.expected) ||
    compareText(a.received, b.received)
  );
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
