/**
 * An oracle that knows no queueing formula: continuous-time Markov chains, explored from a start state and
 * solved numerically. Steady states by elimination without subtractions (GTH), transient ones by integration.
 */

/** States are any JSON value. Leads to other states with rates. */
export type Step<S> = (state: S) => readonly (readonly [S, number])[];

export interface Chain<S> {
  readonly states: readonly S[];
  /** rates[i] leads from state i. */
  readonly rates: readonly (readonly { readonly to: number; readonly rate: number }[])[];
}

const STATES_MAX = 3000;

export function explore<S>(start: S, step: Step<S>): Chain<S> {
  const states = [start];
  const index = new Map([[JSON.stringify(start), 0]]);
  const rates: { to: number; rate: number }[][] = [];
  for (let i = 0; i < states.length; i++) {
    if (states.length > STATES_MAX) throw new Error('too many states for the oracle');
    rates.push(
      step(states[i]!)
        .filter(([, rate]) => rate > 0)
        .map(([to, rate]) => {
          const key = JSON.stringify(to);
          if (!index.has(key)) {
            index.set(key, states.length);
            states.push(to);
          }
          return { to: index.get(key)!, rate };
        }),
    );
  }
  return { states, rates };
}

/** Grassmann, Taksar & Heyman, Operations Research 33 (1985): global balance by elimination. */
export function steady<S>({ states, rates }: Chain<S>): readonly number[] {
  const n = states.length;
  const a = rates.map((row) => {
    const dense = new Float64Array(n);
    for (const { to, rate } of row) dense[to] = dense[to]! + rate;
    return dense;
  });
  const out = new Float64Array(n);
  for (let k = n - 1; k > 0; k--) {
    const from = a[k]!;
    let sum = 0;
    for (let j = 0; j < k; j++) sum += from[j]!;
    out[k] = sum;
    for (let i = 0; i < k; i++) {
      const row = a[i]!;
      const through = row[k]! / sum;
      if (through === 0) continue;
      for (let j = 0; j < k; j++) row[j] = row[j]! + through * from[j]!;
      row[k] = through;
    }
  }
  const p = new Float64Array(n);
  p[0] = 1;
  let total = 1;
  for (let k = 1; k < n; k++) {
    let sum = 0;
    for (let i = 0; i < k; i++) sum += p[i]! * a[i]![k]!;
    p[k] = sum;
    total += sum;
  }
  return [...p].map((x) => x / total);
}

/** The mean of `f` in steady state. */
export function average<S>(start: S, step: Step<S>, f: (state: S) => number): number {
  const chain = explore(start, step);
  return steady(chain).reduce((sum, p, i) => sum + p * f(chain.states[i]!), 0);
}

/**
 * P(not yet in an absorbing state at `t`), from a mixture of states: the steps of the uniformised chain, on
 * doubles with Poisson weights by their recursion (so rate x time must stay below some hundreds).
 */
export function survival<S>(starts: readonly (readonly [S, number])[], step: Step<S>, t: number): number {
  const root = '*' as S;
  const chain = explore<S>(root, (state) => (state === root ? starts : step(state)));
  const n = chain.states.length;
  const fastest = Math.max(
    ...chain.rates.slice(1).map((row) => row.reduce((sum, { rate }) => sum + rate, 0)),
  );
  const weight = starts.reduce((sum, [, w]) => sum + w, 0);
  let now = new Float64Array(n);
  for (const { to, rate } of chain.rates[0]!) now[to] = now[to]! + rate / weight;
  const absorbing = chain.rates.map((row) => row.length === 0);
  let term = Math.exp(-fastest * t);
  if (term === 0) throw new Error('too long for the oracle');
  let alive = 0;
  for (let m = 0; m < fastest * t + 60 + 12 * Math.sqrt(fastest * t); m++) {
    alive += term * now.reduce((sum, p, i) => sum + (absorbing[i] ? 0 : p), 0);
    term *= (fastest * t) / (m + 1);
    const next = new Float64Array(n);
    for (let i = 1; i < n; i++) {
      let stay = 1;
      for (const { to, rate } of chain.rates[i]!) {
        next[to] = next[to]! + (now[i]! * rate) / fastest;
        stay -= rate / fastest;
      }
      next[i] = next[i]! + now[i]! * stay;
    }
    now = next;
  }
  return alive;
}
