/**
 * A list that only grows: `append` takes an element, `read` answers all of them in order.
 */
import type { Operation } from '../../observe/history.js';
import { firstAfter, firstEndingAfter, LOST, latestEndsOf, seenUntil } from './foresight.js';
import type { Call, Foresight, ObjectModel } from './model.js';
import { ILLEGAL } from './model.js';
import type { ValueCodes } from './value.js';
import { createValueCodes, isList, showJson } from './value.js';

/** A list, empty unless told otherwise. A read that answers `null` saw the empty list, as Elle has it. */
export function listAppend(): ObjectModel<string> {
  const codes = createValueCodes();
  const answer = (call: Call) => (isList(call.output) ? codes.codes(call.output) : '');
  return {
    name: 'list-append',
    functions: ['append', 'read', 'r'],
    initial: (option) => (option === undefined || isList(option) ? codes.codes(option ?? []) : ILLEGAL),
    step(state, call) {
      if (call.f === 'append') return state === LOST ? LOST : state + codes.code(call.input);
      return call.outcome !== 'ok' || answer(call) === state ? state : ILLEGAL;
    },
    key: (state) => state,
    describeState: (state) =>
      state === LOST ? 'a list that nobody reads any more' : showJson(codes.values(state)),
    describeCall: (call) => {
      if (call.f === 'append') return `append ${showJson(call.input)}`;
      return call.outcome === 'ok' ? `read ${showJson(call.output)}` : 'read';
    },
    malformed: (call) => (isMalformedRead(call) ? 'a list as the answer of a read' : undefined),
    isRead: (call) => call.f !== 'append',
    foresee: (operations) => foresee(operations, answer, codes),
  };
}

export function isMalformedRead(call: Call): boolean {
  return (
    (call.f === 'read' || call.f === 'r') &&
    call.outcome === 'ok' &&
    call.output !== null &&
    !isList(call.output)
  );
}

/** Every later read begins with what is in the list now. */
function foresee(
  operations: readonly Operation[],
  answer: (call: Call) => string,
  codes: ValueCodes,
): Foresight<string> {
  const reads = operations.filter((call) => call.f !== 'append' && call.outcome === 'ok');
  const until = seenUntil(reads.map((read) => ({ text: answer(read), end: read.end })));
  const latestEnds = latestEndsOf(reads);
  return {
    viable(state, position) {
      const next = reads[firstAfter(reads, position)];
      return next === undefined || answer(next).startsWith(state);
    },
    fade(state, position) {
      if (firstAfter(reads, position) < reads.length) return state;
      for (let index = firstEndingAfter(latestEnds, position); index < reads.length; index++) {
        if (answer(reads[index] as Operation).startsWith(state)) return state;
      }
      return LOST;
    },
    matters: (call) => until.get(codes.code(call.input)) ?? -1,
  };
}
