/** The conditions of a hunt on a terminal: how many runs reached each, and while which kinds of faults. */
import { formatRatio } from '../observe/format.js';
import type { ConditionCoverage, HuntResult } from '../observe/hunt.js';
import { conditionName } from './hunt-words.js';
import { INDENT } from './terminal-parts.js';
import { type Paint, wrap } from './terminal-text.js';

const GAP = 2;
const RUNS_WIDTH = 7;
const DURING_MIN = 24;
const NAME_MIN = 18;
const TITLE = 'Sometimes';
const LINES_MAX = 2;
/** Holds a kind and its number together while lines are broken; not white space. */
const NO_BREAK = '\u2060';

/** Those that were reached; the others are warnings. In a narrow terminal without the faults. */
export function conditionTable(
  { conditions, seeds }: HuntResult,
  width: number,
  paint: Paint,
): readonly string[] {
  const reached = conditions.filter((each) => each.seeds > 0);
  if (reached.length === 0) return [];
  const longest = Math.max(...[TITLE, ...reached.map(conditionName)].map(({ length }) => length));
  const room = width - INDENT.length - GAP - RUNS_WIDTH;
  const wide = room - GAP - DURING_MIN >= NAME_MIN;
  const name = Math.min(longest, wide ? room - GAP - DURING_MIN : room);
  const during = wide ? room - GAP - name : 0;
  const line = (label: string, runs: string, faults: string) =>
    `${INDENT}${label.padEnd(name + GAP)}${runs.padStart(RUNS_WIDTH)}${' '.repeat(GAP)}${faults}`.trimEnd();
  return [
    paint.bold(line(TITLE, 'of runs', wide ? 'during, by runs' : '')),
    ...reached.flatMap((each) => {
      const names = wrap(conditionName(each), name);
      const faults = wide ? duringLines(each, during) : [];
      const runs = formatRatio(each.seeds / seeds.done);
      const count = Math.max(names.length, faults.length);
      return Array.from({ length: count }, (_, i) =>
        line(names[i] ?? '', i === 0 ? runs : '', faults[i] ?? ''),
      );
    }),
  ];
}

/** `partition 451, crash 300, +2`: the most frequent first, as many as fit into two lines. */
function duringLines({ during }: ConditionCoverage, width: number): readonly string[] {
  const texts = during
    .toSorted((a, b) => b.seeds - a.seeds || (a.kind < b.kind ? -1 : 1))
    .map(({ kind, seeds }) => `${kind} ${seeds}`.replace(' ', NO_BREAK));
  for (let shown = texts.length; shown > 0; shown--) {
    const more = texts.length - shown;
    const lines = wrap([...texts.slice(0, shown), ...(more > 0 ? [`+${more}`] : [])].join(', '), width);
    if (lines.length <= LINES_MAX) return lines.map((text) => text.replaceAll(NO_BREAK, ' '));
  }
  return [];
}
