/**
 * Lost updates: acknowledged writes of which no later state knows.
 *
 * - Two compare-and-sets that both put something in the place of the same version: the one overwrote the other
 *   without having seen it (H. Berenson et al., "A critique of ANSI SQL isolation levels", SIGMOD 1995, P4; here of
 *   single objects).
 * - A write that nothing can have overwritten, or an append, that is gone at the end. What the end is: where a run
 *   tells what replicas hold (`held`), that; else all answers that were asked for when every write of their key had
 *   been answered. There a replica that has not caught up looks the same, for a history shows no more.
 *
 * Registers (read, write, cas) and lists (append, read) whose written values tell writes apart. Sound: what is
 * linearizable loses nothing. A write that was never answered may come late, so no other of its key counts as the
 * last. Linear time.
 */
import { formatCount } from '../observe/format.js';
import type { Json, Operation } from '../observe/history.js';
import { lastWrites, readsAfterAll } from './lost-updates/last.js';
import { isList } from './objects/value.js';
import type { SessionResult } from './session-guarantees.js';
import { isRead, NONE, readHistory, type SessionHistory, writtenBy } from './sessions/history.js';
import { capital, type Told, told, type Words, wordsFor } from './sessions/tell.js';

export interface LostUpdatesOptions {
  /** `register`, `cas-register` or `list-append`. */
  readonly object: string;
  /** The first value of every register; `null` if absent. */
  readonly initial?: Json;
  /** Whose acknowledged writes are judged; all if absent. The others' still count as what happened. */
  readonly of?: (operation: Operation) => boolean;
  /** Whether anybody holds the value at the end, where somebody looked. */
  readonly held?: (value: Json) => boolean;
}

export function checkLostUpdates(
  operations: readonly Operation[],
  options: LostUpdatesOptions,
): SessionResult {
  const { object, initial = null, of = () => true, held } = options;
  const isOfLists = object === 'list-append';
  const history = readHistory(operations, isOfLists ? { kind: 'list' } : { kind: 'register', initial });
  const judging: Judging = {
    history,
    words: wordsFor({ history, object }),
    of: (i) => history.writes[i] === 1 && operations[i]!.outcome === 'ok' && of(operations[i]!),
  };
  const last = isOfLists ? operations.map((_, i) => i) : lastWrites(history);
  const lost = [
    ...replacedTwice(judging),
    ...(held === undefined ? goneFromAnswers(last, judging) : goneForGood(last, held, judging)),
  ];
  const judged = operations.filter((_, i) => judging.of(i)).length;
  const [first] = lost;
  if (first === undefined) return { verdict: 'valid', judged };
  const more =
    lost.length === 1
      ? ''
      : ` So ${lost.length === 2 ? 'is' : 'are'} ${formatCount(lost.length - 1, 'more update')}.`;
  return {
    verdict: 'invalid',
    judged: Math.max(1, judged),
    failure: { ...first, explanation: `${first.explanation}${more}` },
  };
}

interface Judging {
  readonly history: SessionHistory;
  readonly words: Words;
  /** Whether it is an acknowledged write that is judged. */
  of(operation: number): boolean;
}

function replacedTwice({ history, words, of }: Judging): Told[] {
  const { operations, writes, replaces } = history;
  const by = new Map<number, number>();
  const lost: Told[] = [];
  for (let i = 0; i < operations.length; i++) {
    const version = replaces[i]!;
    if (writes[i] === 0 || version === NONE || version === i || operations[i]!.outcome !== 'ok') continue;
    const other = by.get(version);
    if (other === undefined) by.set(version, i);
    else if (of(i) || of(other)) {
      const text =
        `${words.answered(i)} and ${words.answered(other)} both took the place of ${words.value(version)}: ` +
        'the one that came first is lost, for the other had not seen it.';
      lost.push(told({ history }, capital(text), [version, other, i]));
    }
  }
  return lost;
}

/** What no replica holds at the end. */
function goneForGood(last: readonly number[], held: (value: Json) => boolean, judging: Judging): Told[] {
  const { history, words, of } = judging;
  return last
    .filter((i) => of(i) && !held(writtenBy(history.operations[i]!)!))
    .map((i) => {
      const text = `${words.answered(i)} is lost: nothing can have overwritten it, and nobody holds it at the end.`;
      return told({ history }, capital(text), [i]);
    });
}

/** What no answer shows that was asked for after all writes of its key. */
function goneFromAnswers(last: readonly number[], { history, words, of }: Judging): Told[] {
  const { operations, key } = history;
  const answers = readsAfterAll(history, ({ f }) => isRead(f));
  const shown = answers.map(
    (reads) => new Set(reads.flatMap((read) => shownBy(operations[read]!)).map((v) => JSON.stringify(v))),
  );
  return last
    .filter((i) => of(i) && (answers[key[i]!]?.length ?? 0) > 0)
    .filter((i) => !shown[key[i]!]!.has(JSON.stringify(writtenBy(operations[i]!))))
    .map((i) => {
      const read = answers[key[i]!]!.at(-1)!;
      const text =
        `${words.answered(i)} is lost: nothing can have overwritten it, and no answer shows it that was asked for ` +
        `after all writes${words.on(i)}, the last being ${words.answered(read).replace(/,$/, '')}.`;
      return told({ history }, capital(text), [i, read]);
    });
}

const shownBy = ({ output }: Operation): readonly Json[] => (isList(output) ? output : [output]);
