/**
 * Queueing theory in closed form: what a station or a network should do on average, beside which a simulation
 * can be laid.
 *
 * Every form cites its source. Knows kernel distributions only, neither models nor scenarios.
 */
export {
  allenCunneen,
  halfinWhitt,
  halfinWhittDelay,
  kingman,
  squareRootStaffing,
} from './theory/approximations.js';
export { batches, equalBatches, geometricBatches } from './theory/batches.js';
export { erlangB, erlangC } from './theory/erlang.js';
export { erlangA } from './theory/erlang-a.js';
export { finiteSource } from './theory/finite-source.js';
export { forkJoin, tailAtScale } from './theory/fork-join.js';
export { gim1 } from './theory/gim1.js';
export { jackson, type OpenStation, type Route } from './theory/jackson.js';
export { kStaleness, missProbability, monotonicReads, type Quorum } from './theory/k-staleness.js';
export { laplaceComplement } from './theory/laplace.js';
export { little } from './theory/little.js';
export { powerOfChoices, redundancy } from './theory/load-balancing.js';
export { mdc } from './theory/mdc.js';
export { mg1, momentsOf } from './theory/mg1.js';
export { mmc } from './theory/mmc.js';
export { mmck } from './theory/mmck.js';
export { type ClosedStation, mva } from './theory/mva.js';
export { type QueueDescription, theoryOfQueue } from './theory/of-queue.js';
export { isStable, type Prediction, type Steady, type Theory } from './theory/prediction.js';
export { type PriorityClass, priorities } from './theory/priority.js';
export { kStalenessTheory, type QuorumDelays, quorumDelays } from './theory/quorums.js';
export { retrial } from './theory/retrial.js';
export { infiniteServers, processorSharing } from './theory/sharing.js';
export { srpt } from './theory/srpt.js';
export { fitUsl, type Measurement, usl, uslPeak, uslThroughput } from './theory/usl.js';
export { type Drawn, type Wars, type WarsResult, wars } from './theory/wars.js';
