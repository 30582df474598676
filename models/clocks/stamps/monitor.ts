/**
 * Whether stamps say what really happened: the rules that each clock keeps, and what is measured of all of them.
 *
 * Knows true time and every cause; only judges, and changes nothing.
 */
import type { Duration, Instant, Monitor, NodeId, Violation } from '../../../src/model/index.js';
import { type Clock, type ClockOf, RULES, type Stamp } from './clocks.js';
import { createFigures } from './figures.js';
import { ASKS, type Known, type Test } from './rules.js';
import { createTruth, type Happened } from './truth.js';
import type { State } from './types.js';

/** With how many events each new one is compared, where it is asked what did not happen before what. */
const RECENT_MAX = 32;

type Name = (node: NodeId) => string;

export const monitor = (clockOf: ClockOf) => (members: readonly NodeId[], name: Name) =>
  createMonitor(clockOf, members, name);

function createMonitor(clockOf: ClockOf, members: readonly NodeId[], name: Name): Monitor<State> {
  const truth = createTruth(members);
  const figures = createFigures();
  const judged = new Map<string, number>(RULES.map((rule) => [rule, 0]));
  const answers = new Map<NodeId, number>();
  let known: Known = { truth, recent: [], answered: undefined, topmost: undefined };
  let waitExpected: Duration | undefined;

  function judge(clock: Clock<Stamp>, it: Happened): Violation | undefined {
    const tests = clock.keeps.flatMap((rule) => ASKS[rule](clock, it, known).map((test) => ({ rule, test })));
    for (const { rule } of tests) judged.set(rule, judged.get(rule)! + 1);
    const broken = tests.find(({ test }) => !test.holds);
    return broken && { rule: broken.rule, explanation: told(it, broken.test, name) };
  }

  function answer(clock: Clock<Stamp>, write: Happened, state: State, now: Instant): void {
    const { topmost = write } = known;
    const isLater = clock.isBefore(topmost.event.stamp, write.event.stamp);
    known = { ...known, answered: write, topmost: isLater ? write : topmost };
    figures.waited(now - write.at);
    // Of a stamp that is later than its node's last one; a nanosecond on top is left out.
    waitExpected = state.clock === 'true-time' ? 2 * state.uncertainty : 0;
  }

  return {
    rules: RULES,
    after(node, state, now) {
      const clock = clockOf(state.clock);
      const it = state.last && truth.take(state.last, now);
      const violation = it && judge(clock, it);
      if (it !== undefined) {
        figures.event(clock, it, known);
        known = { ...known, recent: [...known.recent, it].slice(-RECENT_MAX) };
      }
      if (state.answered > 0 && answers.get(node) !== state.answered) {
        answers.set(node, state.answered);
        answer(clock, truth.find({ node, number: state.answered })!, state, now);
      }
      return violation;
    },
    judged: (rule) => judged.get(rule) ?? 0,
    measures: () => figures.measures(waitExpected),
  };
}

function told(it: Happened, { other, should }: Test, name: Name): string {
  const said = ({ event }: Happened) =>
    `${name(event.node)}’s event ${event.number}, stamped ${JSON.stringify(event.stamp)}`;
  return other === undefined ? `${said(it)}: ${should}` : `${said(it)}: ${should} ${said(other)}`;
}
