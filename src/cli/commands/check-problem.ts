/** How problems of a history file are told: file, line and column, what was expected and what was found. */
import type { HistoryProblem } from '../../observe/problem.js';

export function describe(file: string, problem: HistoryProblem): string {
  const { line, column, index, expected, received, hint } = problem;
  const place =
    line === undefined ? (index === undefined ? '' : `: event ${index}`) : `:${line}:${column ?? 1}`;
  return `${file}${place}: expected ${expected}, found ${received}${hint === '' ? '' : `; ${hint}`}`;
}
