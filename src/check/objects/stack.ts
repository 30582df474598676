/**
 * A stack: `push` takes an element, `pop` answers the newest one or `null` when there is none, `len`
 * answers how many there are.
 */
import type { ObjectModel } from './model.js';
import { ILLEGAL } from './model.js';
import { createValueCodes, isList, showJson } from './value.js';

/** Last in, first out. Empty unless told otherwise. */
export function stack(): ObjectModel<string> {
  const codes = createValueCodes();
  return {
    name: 'stack',
    functions: ['push', 'pop', 'len'],
    initial: (option) => (option === undefined || isList(option) ? codes.codes(option ?? []) : ILLEGAL),
    step(state, call) {
      if (call.f === 'push') return state + codes.code(call.input);
      if (call.f === 'len')
        return call.outcome !== 'ok' || call.output === state.length / 2 ? state : ILLEGAL;
      if (call.outcome !== 'ok') return state === '' ? ILLEGAL : state.slice(0, -2);
      if (call.output === null) return state === '' ? state : ILLEGAL;
      return state.endsWith(codes.code(call.output)) ? state.slice(0, -2) : ILLEGAL;
    },
    key: (state) => state,
    describeState: (state) => showJson(codes.values(state)),
    describeCall: (call) => {
      if (call.f === 'push') return `push ${showJson(call.input)}`;
      return call.outcome === 'ok' ? `${call.f} ${showJson(call.output)}` : call.f;
    },
    isRead: (call) => call.f === 'len' || (call.f === 'pop' && call.outcome === 'ok' && call.output === null),
  };
}
