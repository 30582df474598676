/** Parameters of nodes that stamp. */
import { choice, duration } from '../../../src/model/index.js';
import type { ClockName } from './clocks.js';

const NAMES = ['wall', 'lamport', 'hybrid', 'vector', 'true-time'] as const satisfies readonly ClockName[];

export const params = {
  clock: choice(NAMES, 'hybrid', 'what events are stamped with'),
  uncertainty: duration('7ms', 'how far a clock may be from true time, as it says itself (true-time)'),
};
