/**
 * A mutex: `acquire` when it is free, `release` when it is held, by whomever. As in Knossos' model.
 */
import type { ObjectModel } from './model.js';
import { ILLEGAL } from './model.js';

/** Free unless `true` (held) is given. */
export function mutex(): ObjectModel<boolean> {
  return {
    name: 'mutex',
    functions: ['acquire', 'release'],
    initial: (option) => (option === undefined || typeof option === 'boolean' ? option === true : ILLEGAL),
    step(held, call) {
      // A refused acquire found it held, a refused release found it free.
      if (call.outcome === 'fail') return held === (call.f === 'acquire') ? held : ILLEGAL;
      return held === (call.f === 'release') ? !held : ILLEGAL;
    },
    key: (held) => (held ? 1 : 0),
    describeState: (held) => (held ? 'held' : 'free'),
    describeCall: (call) => `${call.f}${call.outcome === 'fail' ? ' (refused)' : ''}`,
    tellsWhenFailed: (call) => call.f === 'acquire',
    isRead: (call) => call.outcome === 'fail',
  };
}
