/**
 * A counter: `add` takes an amount (`inc` and `dec` an amount or nothing), `read` answers the sum.
 */
import type { Call, ObjectModel } from './model.js';
import { ILLEGAL } from './model.js';
import { showJson } from './value.js';

/** Zero unless told otherwise. */
export function counter(): ObjectModel<number> {
  return {
    name: 'counter',
    functions: ['add', 'inc', 'dec', 'read'],
    initial: (option) => (option === undefined || typeof option === 'number' ? (option ?? 0) : ILLEGAL),
    step(sum, call) {
      if (call.f !== 'read') return sum + amountOf(call);
      return call.outcome !== 'ok' || call.output === sum ? sum : ILLEGAL;
    },
    key: (sum) => sum,
    describeState: String,
    describeCall: (call) => {
      if (call.f === 'read') return call.outcome === 'ok' ? `read ${showJson(call.output)}` : 'read';
      return `add ${amountOf(call)}`;
    },
    malformed: (call) => (Number.isFinite(amountOf(call)) ? undefined : 'a number to add'),
    isRead: (call) => call.f === 'read',
  };
}

function amountOf(call: Call): number {
  if (call.f === 'read') return 0;
  const amount = call.input ?? (call.f === 'add' ? Number.NaN : 1);
  if (typeof amount !== 'number') return Number.NaN;
  return call.f === 'dec' ? -amount : amount;
}
