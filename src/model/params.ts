/**
 * Parameters of a model as data: kind, default in the user's own notation, and one line of documentation.
 *
 * The one place from which scenario files, `foretell models`, the documentation and the JSON Schema take
 * names, units and defaults. Parsing the notation is `quantity.ts`'s work.
 */
import type { Duration } from '../kernel/time.js';
import type { NodeId } from './message.js';

export type ParamSpec =
  | {
      readonly kind: 'duration';
      readonly default: string;
      readonly unlimited?: boolean;
      readonly doc: string;
    }
  | { readonly kind: 'durations'; readonly default: ''; readonly doc: string }
  | { readonly kind: 'delay'; readonly default: string; readonly unlimited?: boolean; readonly doc: string }
  | { readonly kind: 'delays'; readonly default: string; readonly doc: string }
  | { readonly kind: 'ratio'; readonly default: string; readonly doc: string }
  | { readonly kind: 'rate'; readonly default: string; readonly doc: string }
  | { readonly kind: 'size'; readonly default: string; readonly doc: string }
  | { readonly kind: 'bandwidth'; readonly default: string; readonly doc: string }
  | {
      readonly kind: 'count';
      readonly default: number | 'unlimited';
      readonly min?: number;
      readonly max?: number;
      readonly unlimited?: boolean;
      readonly doc: string;
    }
  | { readonly kind: 'flag'; readonly default: boolean; readonly doc: string }
  | {
      readonly kind: 'choice';
      readonly options: readonly string[];
      readonly default: string;
      readonly doc: string;
    }
  | { readonly kind: 'nodes'; readonly default: ''; readonly doc: string }
  | { readonly kind: 'routes'; readonly default: ''; readonly doc: string }
  | { readonly kind: 'names'; readonly default: ''; readonly doc: string };

export type ParamsSpec = Readonly<Record<string, ParamSpec>>;

/** A random delay: each call draws one duration (ns) from the node's own stream for this parameter. */
export type Draw = () => Duration;

/** The same, by operation: each operation of each node has a stream of its own. */
export interface DrawByOperation {
  (operation: string): Duration;
  /** Those that have a delay of their own. */
  readonly operations: readonly string[];
}

/** A node group that requests may go to next, and the share of them that do. */
export interface Route {
  readonly group: string;
  readonly members: readonly NodeId[];
  /** 0..1. All shares together are at most 1; the rest goes nowhere. */
  readonly share: number;
}

/** Shares of routes may exceed 1 by this much together: a third is not a decimal. */
export const SHARE_TOLERANCE = 1e-9;

/**
 * What a model sees of one parameter: durations in ns, rates per second, ratios 0..1, sizes in bytes,
 * bandwidths in bytes per second; `Infinity` for `unlimited`.
 */
export type ParamValue<S extends ParamSpec> = S extends { kind: 'choice'; options: readonly (infer O)[] }
  ? O
  : S extends { kind: infer K extends keyof ValueOfKind }
    ? ValueOfKind[K]
    : number;

interface ValueOfKind {
  readonly delay: Draw;
  readonly delays: DrawByOperation;
  readonly flag: boolean;
  readonly nodes: readonly NodeId[];
  readonly routes: readonly Route[];
  readonly names: readonly string[];
  readonly durations: readonly Duration[];
}

/** What a model sees of all its parameters. */
export type ParamsOf<S extends ParamsSpec> = { readonly [K in keyof S]: ParamValue<S[K]> };

/** Whether `unlimited` may be written; the model then sees `Infinity`. */
interface Limit {
  readonly unlimited?: boolean;
}

/** A fixed length of time, such as `50ms`. */
export const duration = <const D extends string>(byDefault: D, doc: string, limit: Limit = {}) =>
  ({ kind: 'duration', default: byDefault, doc, ...limit }) as const;

/** One or several fixed lengths of time that differ, such as `[0ms, 5ms, 20ms]`; none if it is left out. */
export const durations = (doc: string) => ({ kind: 'durations', default: '', doc }) as const;

/** A distribution of lengths of time, such as `uniform(150ms, 300ms)`; drawn anew at each call. */
export const delay = <const D extends string>(byDefault: D, doc: string, limit: Limit = {}) =>
  ({ kind: 'delay', default: byDefault, doc, ...limit }) as const;

/**
 * A delay that may depend on the operation: one distribution for all of them, or a section
 * `{ read: 1ms, write: uniform(1ms, 9ms), other: 5ms }`.
 */
export const delays = <const D extends string>(byDefault: D, doc: string) =>
  ({ kind: 'delays', default: byDefault, doc }) as const;

/** A share between 0 and 1, such as `1%`. */
export const ratio = <const D extends string>(byDefault: D, doc: string) =>
  ({ kind: 'ratio', default: byDefault, doc }) as const;

/** A rate, such as `200/s`. */
export const rate = <const D extends string>(byDefault: D, doc: string) =>
  ({ kind: 'rate', default: byDefault, doc }) as const;

/** An amount of data, such as `64KiB`. */
export const size = <const D extends string>(byDefault: D, doc: string) =>
  ({ kind: 'size', default: byDefault, doc }) as const;

/** An amount of data per second, such as `10MB/s` or `100Mbit/s`; `Infinity` for `unlimited`. */
export const bandwidth = <const D extends string>(byDefault: D, doc: string) =>
  ({ kind: 'bandwidth', default: byDefault, doc }) as const;

/** A whole number. */
export const count = (
  byDefault: number | 'unlimited',
  doc: string,
  range: Limit & { readonly min?: number; readonly max?: number } = {},
) => ({ kind: 'count', default: byDefault, doc, ...range }) as const;

/** Yes or no. */
export const flag = (byDefault: boolean, doc: string) => ({ kind: 'flag', default: byDefault, doc }) as const;

/** One of a few words. */
export const choice = <const O extends readonly string[]>(options: O, byDefault: O[number], doc: string) =>
  ({ kind: 'choice', options, default: byDefault, doc }) as const;

/** The members of another node group, named in the scenario. */
export const nodes = (doc: string) => ({ kind: 'nodes', default: '', doc }) as const;

/** Where requests go next: shares by node group, such as `{ disk: 30%, cpu: 20% }`; the rest goes nowhere. */
export const routes = (doc: string) => ({ kind: 'routes', default: '', doc }) as const;

/** Words that differ, in an order that matters, such as `[gold, silver]`. */
export const names = (doc: string) => ({ kind: 'names', default: '', doc }) as const;
