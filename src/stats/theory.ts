/**
 * Queueing theory in closed form: what a station or a network should do on average, beside which a simulation
 * can be laid.
 *
 * Every form cites its source. Knows kernel distributions only, neither models nor scenarios.
 */
export { erlangB, erlangC } from './theory/erlang.js';
export { mmc } from './theory/mmc.js';
export { isStable, type Prediction, type Steady, type Theory, type Unstable } from './theory/prediction.js';
