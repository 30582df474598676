/**
 * `set`: elements are added, and in the end somebody reads all of them. Whatever was acknowledged must be there, and
 * nothing that nobody tried to add. Only the last read counts. After Jepsen.
 */
import type { Json, Operation } from '../../observe/history.js';
import { isList, jsonKey, showJson } from '../objects/value.js';
import { createNumbering } from './numbering.js';
import {
  listOf,
  someOf,
  sorted,
  type Tally,
  type TallyChecker,
  type TallyFailure,
  tellSome,
} from './tally.js';

/** What is known of an element. */
const TRIED = 1;
const ADDED = 2;
const READ = 4;

export const REMOVED = 'what was removed is not lost';

export const set: TallyChecker = {
  malformed: malformedRead,
  refuses: { remove: REMOVED },
  check(operations): Tally {
    const adds = operations.filter(({ f }) => f === 'add');
    const acknowledged = adds.filter(({ outcome }) => outcome === 'ok');
    const last = operations.reduce<Operation | undefined>(
      (late, one) => (one.f === 'read' && one.outcome === 'ok' && one.end > (late?.end ?? -1) ? one : late),
      undefined,
    );
    if (last === undefined || last.output === null) {
      const error = 'Set was never read';
      return {
        verdict: 'unknown',
        reason: 'the set was never read',
        judged: 0,
        map: { error },
        failures: [],
      };
    }
    const elements = createNumbering();
    const marks: number[] = [];
    const mark = (values: readonly Json[], flag: number) => {
      for (const value of values) {
        const number = elements.of(value);
        marks[number] = (marks[number] ?? 0) | flag;
      }
    };
    mark(
      adds.map(({ input }) => input),
      TRIED,
    );
    mark(
      acknowledged.map(({ input }) => input),
      ADDED,
    );
    mark(listOf(last.output), READ);
    const where = (wanted: number, unwanted: number) =>
      sorted(
        elements.values.filter((_, i) => (marks[i]! & wanted) === wanted && (marks[i]! & unwanted) === 0),
      );
    const ok = where(TRIED | READ, 0);
    const unexpected = where(READ, TRIED);
    const lost = where(ADDED, READ);
    const recovered = where(TRIED | READ, ADDED);
    const count = (flag: number) => marks.filter((each) => (each & flag) !== 0).length;
    return {
      verdict: lost.length === 0 && unexpected.length === 0 ? 'valid' : 'invalid',
      judged: acknowledged.length + 1,
      map: {
        'attempt-count': count(TRIED),
        'acknowledged-count': count(ADDED),
        'ok-count': ok.length,
        'lost-count': lost.length,
        'recovered-count': recovered.length,
        'unexpected-count': unexpected.length,
        ok,
        lost,
        unexpected,
        recovered,
      },
      failures: someOf(
        tellSome(lost, (element) => tellLost(element, acknowledged, last)),
        tellSome(unexpected, (element) => ({
          explanation: `the last read (process ${last.process}, event ${last.end}) has ${showJson(element)}, which nobody ever tried to add`,
          window: [last],
        })),
      ),
    };
  },
};

export function malformedRead({ f, outcome, output }: Operation): string | undefined {
  const isWrong = f === 'read' && outcome === 'ok' && output !== null && !isList(output);
  return isWrong ? 'a list of all elements as its answer' : undefined;
}

function tellLost(element: Json, acknowledged: readonly Operation[], last: Operation): TallyFailure {
  const key = jsonKey(element);
  const add = acknowledged.find(({ input }) => jsonKey(input) === key)!;
  const explanation = `process ${add.process} was told that ${showJson(element)} is added (event ${add.end}), but the last read (process ${last.process}, event ${last.end}) lacks it`;
  return { explanation, window: [add, last] };
}
