/**
 * What a check of determinism found, as a terminal shows it: the same or not, and the first event that differs.
 *
 * A pure function from the result to text.
 */
import type {
  Against,
  Aspect,
  Comparison,
  Determinism,
  Difference,
  EventDifference,
  EventSeen,
} from '../observe/determinism.js';
import { formatCount } from '../observe/format.js';
import {
  INDENT,
  joinSections,
  paragraph,
  type SummaryOptions,
  section,
  WIDTH_MIN,
} from './terminal-parts.js';
import { type Paint, painter } from './terminal-text.js';

const AGAINST: Readonly<Record<Against, string>> = {
  again: 'Once more',
  heap: 'With the other event queue',
  freeze: 'With messages and records frozen',
};

const ASPECTS: Readonly<Record<Exclude<Aspect, 'effects' | 'end'>, string>> = {
  time: 'its time',
  kind: 'what happens',
  node: 'whom it befalls',
  content: 'what its message says',
};

const CAUSES =
  'A run depends on its scenario and its seed alone. So a model draws from ctx.random or from parameters that are delays, reads its node’s clocks, and keeps all it knows in its state and on its disk: whatever else it asks (Math.random, the time of day, a variable of its module, the environment) differs from run to run.';
const SHARED =
  'With everything frozen, a model that changes what it has sent or stored throws: other nodes hold the same object.';

/** Lines of at most `width` columns, ending in a newline. */
export function determinismText(result: Determinism, options: SummaryOptions): string {
  const width = Math.max(WIDTH_MIN, options.width);
  const paint = painter(options.color);
  const { same, scenario, seed, events, eventsKept, digest, comparisons } = result;
  const verdict = same ? paint.green('same') : paint.red('DIFFERENT');
  const lines = (text: string) => paragraph(text, width);
  const partly = `Of the events after the first ${formatCount(eventsKept)} only digests were compared.`;
  return joinSections([
    [
      `${verdict}  ${paint.bold(scenario)}`,
      `${INDENT}seed ${seed}, ${formatCount(events, 'event')}, digest ${digest}`,
    ],
    ...comparisons.map((each) => comparisonLines(each, lines, paint)),
    eventsKept < events ? lines(partly) : [],
    section('Why', same ? [] : lines(hint(comparisons)), paint),
  ]);
}

function comparisonLines(
  { against, difference }: Comparison,
  lines: (text: string) => readonly string[],
  paint: Paint,
): readonly string[] {
  const title = paint.bold(AGAINST[against]);
  if (difference === null) return [`${title}: the same`];
  const story = lines(sentence(difference));
  return [title, ...story, ...(difference.kind === 'event' ? eventLines(difference, lines) : [])];
}

function sentence(difference: Difference): string {
  if (difference.kind === 'stretch') {
    const { from, to } = difference;
    return `The runs part somewhere among events ${formatCount(from)} to ${formatCount(to)}.`;
  }
  if (difference.kind === 'record') {
    const { part, path, first, second } = difference;
    const place = path.startsWith('[') ? `${part}${path}` : [part, path].filter(Boolean).join('.');
    return `All events are the same, but not what the runs leave behind: ${place} is ${first} in the first run and ${second} in the second.`;
  }
  const { differs, number, first, ended } = difference;
  if (differs.includes('end')) {
    const [over, other] = first === null ? ['first', 'second'] : ['second', 'first'];
    const why = ended === null ? '' : ` It ended because ${ended.replace(/\.$/, '')}.`;
    return `The ${over} run is over before event ${formatCount(number)}, which the ${other} run has.${why}`;
  }
  if (differs.includes('effects'))
    return `Event ${formatCount(number)} is the same in both runs, but not what it led to.`;
  const aspects = differs.map((aspect) => ASPECTS[aspect as keyof typeof ASPECTS]);
  return `Event ${formatCount(number)} is the first that differs, in ${listed(aspects)}.`;
}

/** The event in each run and the one in which it was scheduled: that is where to look. */
function eventLines(
  { first, second, before, differs }: EventDifference,
  lines: (text: string) => readonly string[],
): readonly string[] {
  const isShared = differs.includes('effects');
  const shown: readonly (readonly [string, EventSeen | null | undefined])[] = [
    [isShared ? 'both runs' : 'first run', first],
    ['scheduled in', first?.by],
    ...(isShared
      ? []
      : ([
          ['second run', second],
          ['scheduled in', second?.by],
        ] as const)),
    ...(before?.number === first?.by?.number ? [] : [['before it', before] as const]),
  ];
  return shown.flatMap(([label, event]) =>
    event ? lines(`${label}: event ${formatCount(event.number)} at ${instant(event.at)}, ${event.text}`) : [],
  );
}

/** To the nanosecond: a run may differ by one. */
const instant = (at: number): string => `${(at / 1e9).toFixed(9)} s`;

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** What to look for. */
const hint = (comparisons: readonly Comparison[]): string =>
  comparisons.every(({ against, difference }) => against === 'freeze' || difference === null)
    ? SHARED
    : CAUSES;
