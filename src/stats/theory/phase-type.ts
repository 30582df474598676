/**
 * Percentiles of wait and sojourn in M/G/1, where a service is a mixture of sums of exponential phases.
 *
 * The wait is then a sum of phases too: of geometrically many residual services, each of which begins in a
 * phase as likely as time spent there (M. F. Neuts, Matrix-Geometric Solutions in Stochastic Models (1981),
 * §3.2). How long such a sum lasts is found by uniformisation: sums of positive terms only.
 */
import type { Distribution } from '../../kernel/distribution.js';
import { quantileOfTail } from './root.js';
import { poisson } from './weights.js';

/** Exponential phases one after the other, all of one rate, taken with a probability. */
interface Branch {
  readonly weight: number;
  readonly phases: number;
  /** 1/s, of each phase. */
  readonly rate: number;
}

/** More stages in a mean wait than this, or more work (stages times phases), is not started: no percentiles then. */
const STAGES_MAX = 500_000;
const WORK_MAX = 30_000_000;

export interface WaitingPhases {
  readonly wait: (q: number) => number;
  readonly sojourn: (q: number) => number;
}

/** Of a stable M/G/1; `undefined` if the service is no mixture of Erlang distributions. */
export function waitingPhases(station: {
  readonly arrivals: number;
  readonly service: Distribution;
}): WaitingPhases | undefined {
  const branches = branchesOf(station.service);
  if (branches === undefined) return undefined;
  const mean = branches.reduce((sum, { weight, phases, rate }) => sum + (weight * phases) / rate, 0);
  const load = station.arrivals * mean;
  const residual = branches.map(({ weight, rate }) => weight / rate / mean);
  const fastest = Math.max(...branches.map(({ rate }) => rate));
  const size = branches.reduce((sum, { phases }) => sum + phases, 0);
  const stagesToCome = (fastest * mean) / (1 - load);
  if (stagesToCome > STAGES_MAX || stagesToCome * size > WORK_MAX) return undefined;
  const of = (served: boolean) => {
    const survives = stages(branches, residual, load, served);
    return (q: number) => quantileOfTail((t) => survives(t * fastest), q, mean / (1 - load));
  };
  return { wait: of(false), sojourn: of(true) };
}

function branchesOf(d: Distribution): readonly Branch[] | undefined {
  switch (d.kind) {
    case 'exponential':
      return [{ weight: 1, phases: 1, rate: 1 / d.mean }];
    case 'erlang':
      return [{ weight: 1, phases: d.shape, rate: d.shape / d.mean }];
    case 'hyperexponential':
      return normalised(d.branches.map(({ weight, mean }) => ({ weight, phases: 1, rate: 1 / mean })));
    case 'mixture': {
      const inner = d.branches.map(({ weight, of }) =>
        branchesOf(of)?.map((branch) => ({ ...branch, weight: weight * branch.weight })),
      );
      const all = inner.flatMap((branch) => branch ?? []);
      return inner.includes(undefined) ? undefined : normalised(all);
    }
    default:
      return undefined;
  }
}

function normalised(branches: readonly Branch[]): readonly Branch[] | undefined {
  const live = branches.filter(({ weight }) => weight > 0);
  if (live.some(({ rate }) => !Number.isFinite(rate))) return undefined;
  const total = live.reduce((sum, { weight }) => sum + weight, 0);
  return live.map((branch) => ({ ...branch, weight: branch.weight / total }));
}

/**
 * P(the sum of phases lasts longer than time x), x in mean stages of the fastest phase. A residual service
 * starts in any phase of branch b with density `residual[b]`; after it comes another with probability `load`,
 * else the customer's own service if it is to be `served`.
 */
function stages(
  branches: readonly Branch[],
  residual: readonly number[],
  load: number,
  served: boolean,
): (x: number) => number {
  const fastest = Math.max(...branches.map(({ rate }) => rate));
  const size = branches.reduce((sum, { phases }) => sum + phases, 0);
  // Probabilities by phase: of a residual service while waiting, and of the own service.
  let [waiting, waitingNext] = [new Float64Array(size), new Float64Array(size)];
  let [serving, servingNext] = [new Float64Array(size), new Float64Array(size)];
  const begin = (to: Float64Array, own: Float64Array, flow: number) => {
    let at = 0;
    branches.forEach(({ weight, phases }, b) => {
      for (let i = 0; i < phases; i++) to[at + i] = to[at + i]! + flow * load * residual[b]!;
      if (served) own[at] = own[at]! + flow * (1 - load) * weight;
      at += phases;
    });
  };
  begin(waiting, serving, 1);
  const advance = (now: Float64Array, next: Float64Array): number => {
    let ended = 0;
    let at = 0;
    for (const { phases, rate } of branches) {
      const move = rate / fastest;
      for (let i = at; i < at + phases; i++) {
        const p = now[i]!;
        next[i] = next[i]! + p * (1 - move);
        if (i + 1 < at + phases) next[i + 1] = next[i + 1]! + p * move;
        else ended += p * move;
      }
      at += phases;
    }
    return ended;
  };
  const alive: number[] = [];
  const aliveAfter = (m: number): number => {
    while (alive.length <= m) {
      let sum = 0;
      for (let i = 0; i < size; i++) sum += waiting[i]! + serving[i]!;
      alive.push(sum);
      waitingNext.fill(0);
      servingNext.fill(0);
      const ended = advance(waiting, waitingNext);
      advance(serving, servingNext);
      begin(waitingNext, servingNext, ended);
      [waiting, waitingNext] = [waitingNext, waiting];
      [serving, servingNext] = [servingNext, serving];
    }
    return alive[m]!;
  };
  return (x) => {
    const { from, values } = poisson(x);
    return values.reduce((sum, weight, i) => sum + weight * aliveAfter(from + i), 0);
  };
}
