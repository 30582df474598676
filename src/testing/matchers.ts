/**
 * Matchers for `expect.extend(matchers)`: what must be true of a run, or of several together.
 *
 * What could not be judged fails, and fails with `.not` as well: a test that saw nothing must not pass.
 */
import { explain, explainHolds } from './explain.js';
import { expectationOf, type Judged, judgeRuns, textsOf } from './judge.js';
import type { Run } from './run.js';

/** What a matcher needs of vitest's own state. */
interface State {
  readonly isNot: boolean;
  readonly utils: {
    readonly matcherHint: (name: string, received: string, expected: string) => string;
    readonly printReceived: (value: unknown) => string;
    readonly printExpected: (value: unknown) => string;
  };
}

interface Outcome {
  readonly pass: boolean;
  readonly message: () => string;
}

export interface ConvergeOptions {
  /** How long after the last fault, as in `2s`. */
  readonly within: string;
  /** A node group; all whose model tells its contents if left out. */
  readonly of?: string;
}

/** Any predicate, as vitest's own `toSatisfy` takes it. */
type Predicate = (value: unknown) => boolean;

/** For `expect.extend(matchers)`. Each takes a {@link Run}, or several that are judged together. */
export const matchers = {
  /** A single order of all operations explains what every client saw. */
  toBeLinearizable(this: State, received: unknown, client?: string): Outcome {
    return verdictOn(received, client === undefined ? 'linearizable' : `linearizable(${client})`, this.isNot);
  },

  /** Any claim, as scenario files write it or in short: `read-your-writes` is meant for every client group. */
  toSatisfy(this: State, received: unknown, claim: string | Predicate, message?: string): Outcome {
    if (typeof claim === 'string') return verdictOn(received, claim, this.isNot);
    return satisfies(this, received, claim, message);
  },

  /** A figure within its bound: `p99(app) < 50ms outside faults`. */
  toMeet(this: State, received: unknown, expectation: string): Outcome {
    return verdictOn(received, expectation, this.isNot);
  },

  /** All replicas have the same contents again, so long after the last fault. */
  toConverge(this: State, received: unknown, { within, of }: ConvergeOptions): Outcome {
    const subject = of === undefined ? '' : `(${of})`;
    return verdictOn(received, `converges${subject} within ${within}`, this.isNot);
  },
};

function verdictOn(received: unknown, claim: string, isNot: boolean): Outcome {
  const runs = runsIn(received);
  const [first] = runs;
  const all = textsOf(claim, first!).map((text) => judgeRuns(runs, expectationOf(text, first!)));
  const broken = all.find(({ finding }) => finding === 'broken');
  const undecided = all.find(({ finding }) => finding === 'undecided');
  if (!isNot) {
    const failing = broken ?? undecided;
    return { pass: failing === undefined, message: () => explain(failing!) };
  }
  // Under `.not`, to pass is to fail.
  return { pass: broken === undefined, message: () => heldAgainst(all, undecided) };
}

const heldAgainst = (all: readonly Judged[], undecided: Judged | undefined): string =>
  undecided === undefined ? all.map(explainHolds).join('\n\n') : explain(undecided);

/** Throws if there is anything else. */
function runsIn(received: unknown): readonly Run[] {
  const list: readonly unknown[] = Array.isArray(received) ? received : [received];
  if (list.length > 0 && list.every(isRun)) return list;
  throw new TypeError('expected a run, or several, as runScenario(…) and runScenarios(…) give them');
}

const isRun = (value: unknown): value is Run =>
  typeof value === 'object' && value !== null && 'record' in value && 'scenario' in value;

/** As vitest's own says it. */
function satisfies({ utils }: State, received: unknown, predicate: Predicate, message?: string): Outcome {
  const pass = predicate(received);
  const { matcherHint, printExpected, printReceived } = utils;
  return {
    pass,
    message: () =>
      [
        matcherHint(pass ? '.not.toSatisfy' : '.toSatisfy', 'received', ''),
        '',
        `Expected value to ${pass ? 'not ' : ''}satisfy:`,
        message ?? printExpected(predicate),
        ...(pass ? [] : ['']),
        'Received:',
        printReceived(received),
      ].join('\n'),
  };
}
