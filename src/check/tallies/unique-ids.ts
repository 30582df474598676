/** `unique-ids`: no identifier is handed out twice. After Jepsen. Linear time. */
import type { Json, Operation } from '../../observe/history.js';
import { jsonKey, showJson } from '../objects/value.js';
import { bagOf, entriesOf } from './bag.js';
import { compareJson, someOf, type Tally, type TallyChecker, tellSome } from './tally.js';

/** As many as Jepsen shows. */
const SHOWN_MAX = 48;

export const uniqueIds: TallyChecker = {
  check(operations): Tally {
    const answered = operations.filter(({ outcome }) => outcome === 'ok');
    const ids = answered.map(({ output }) => output);
    const twice = entriesOf(bagOf(ids)).filter(({ count }) => count > 1);
    const worst = [...twice].sort((a, b) => b.count - a.count).slice(0, SHOWN_MAX);
    worst.sort((a, b) => compareJson(a.value, b.value));
    return {
      verdict: twice.length === 0 ? 'valid' : 'invalid',
      judged: ids.length,
      map: {
        'attempted-count': operations.length,
        'acknowledged-count': ids.length,
        'duplicated-count': twice.length,
        duplicated: Object.fromEntries(worst.map(({ value, count }) => [nameOf(value), count])),
        range: rangeOf(ids),
      },
      failures: someOf(tellSome(worst, ({ value, count }) => tellTwice(value, count, answered))),
    };
  },
};

/** JSON's maps have names: a string stands for itself, anything else for its text. */
const nameOf = (value: Json): string => (typeof value === 'string' ? value : String(jsonKey(value)));

function rangeOf(ids: readonly Json[]): readonly Json[] {
  let [least = null, greatest = null] = [ids[0], ids[0]];
  for (const id of ids) {
    if (compareJson(id, least) < 0) least = id;
    if (compareJson(id, greatest) > 0) greatest = id;
  }
  return [least, greatest];
}

function tellTwice(value: Json, count: number, answered: readonly Operation[]) {
  const key = jsonKey(value);
  const window = answered.filter(({ output }) => jsonKey(output) === key);
  const [first, second] = window as [Operation, Operation];
  const who = `process ${first.process} (event ${first.end}) and process ${second.process} (event ${second.end})`;
  const more = count > 2 ? `, ${count} times in all` : '';
  return { explanation: `${showJson(value)} was handed out to ${who}${more}`, window };
}
