/**
 * `set`: elements are added, and in the end somebody reads all of them. Whatever was acknowledged must be there, and
 * nothing that nobody tried to add. Only the last read counts. After Jepsen.
 */
import type { Json, Operation } from '../../observe/history.js';
import { isList, jsonKey, showJson } from '../objects/value.js';
import {
  listOf,
  someOf,
  sorted,
  type Tally,
  type TallyChecker,
  type TallyFailure,
  tellSome,
} from './tally.js';

/** Elements by their keys. */
type Elements = ReadonlyMap<string | number, Json>;

export const set: TallyChecker = {
  functions: ['add', 'read'],
  malformed: malformedRead,
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
    const attempts = elementsOf(adds.map(({ input }) => input));
    const added = elementsOf(acknowledged.map(({ input }) => input));
    const read = elementsOf(listOf(last.output));
    const ok = where(read, (key) => attempts.has(key));
    const unexpected = where(read, (key) => !attempts.has(key));
    const lost = where(added, (key) => !read.has(key));
    const recovered = where(ok, (key) => !added.has(key));
    return {
      verdict: lost.size === 0 && unexpected.size === 0 ? 'valid' : 'invalid',
      judged: acknowledged.length + 1,
      map: {
        'attempt-count': attempts.size,
        'acknowledged-count': added.size,
        'ok-count': ok.size,
        'lost-count': lost.size,
        'recovered-count': recovered.size,
        'unexpected-count': unexpected.size,
        ok: sorted(ok.values()),
        lost: sorted(lost.values()),
        unexpected: sorted(unexpected.values()),
        recovered: sorted(recovered.values()),
      },
      failures: someOf(
        tellSome(sorted(lost.values()), (element) => tellLost(element, acknowledged, last)),
        tellSome(sorted(unexpected.values()), (element) => ({
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

const elementsOf = (values: readonly Json[]): Elements =>
  new Map(values.map((value) => [jsonKey(value), value]));

const where = (elements: Elements, wanted: (key: string | number) => boolean): Elements =>
  new Map([...elements].filter(([key]) => wanted(key)));

function tellLost(element: Json, acknowledged: readonly Operation[], last: Operation): TallyFailure {
  const key = jsonKey(element);
  const add = acknowledged.find(({ input }) => jsonKey(input) === key)!;
  const explanation = `process ${add.process} was told that ${showJson(element)} is added (event ${add.end}), but the last read (process ${last.process}, event ${last.end}) lacks it`;
  return { explanation, window: [add, last] };
}
