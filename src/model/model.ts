/**
 * Models: an object of functions over explicit, JSON-shaped state.
 *
 * What an outside author writes against. Knows nothing of the world: effects go through `ctx`.
 * State is dropped by a crash; what was written to disk comes back to `init`.
 */
import type { Json } from '../kernel/json.js';
import type { Duration, Instant } from '../kernel/time.js';
import type { Context } from './context.js';
import type { Ask, Message, NodeId } from './message.js';
import type { ParamsOf, ParamsSpec } from './params.js';
import type { Process } from './process.js';

/** What a handler may return: nothing, or (as a generator function) a process. */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler without a return statement has type void
type Handled = undefined | void | Process;

/** Handles one message; runs to completion. As a generator function it becomes a process instead. */
export type Handler<P, State, M extends Message, K extends M['kind']> = (
  state: State,
  message: Extract<M, { kind: K }>,
  ctx: Context<P, M>,
) => Handled;

/** One node as a selector or a monitor sees it. `state` is absent while the node is down. */
export interface NodeView<State> {
  readonly id: NodeId;
  readonly state: State | undefined;
}

/** A rule broken, in words a person understands. */
export interface Violation {
  readonly rule: string;
  readonly explanation: string;
}

/** Figures of one kind, in order of occurrence. Durations are in ns; a share is a mean of zeros and ones. */
export interface Measure {
  /** By which expectations ask for it: `rto` in `max(db.rto) < 5s`. None may be asked for where it is left out. */
  readonly key?: string;
  readonly name: string;
  readonly unit: 'duration' | 'share' | 'count';
  readonly values: readonly number[];
  /** What a closed form says of their mean, where there is one: laid beside them, in the same unit. */
  readonly theory?: number;
  /** For a point of a curve over time: how long after what it tells of. */
  readonly after?: Duration;
}

/**
 * Watches a group from outside, with global knowledge that no node has, and says when a rule is broken.
 * It must not change any state, and what it remembers is its own. Called after every handler of every
 * member, so it should look only at what can have changed.
 */
export interface Monitor<State> {
  /** Names of the rules it checks, for `expect: - invariant(db.NAME)`. */
  readonly rules: readonly string[];
  /** Called after `node` handled a message or started; returns the rule it broke, if any. */
  after(node: NodeId, state: State, now: Instant): Violation | undefined;
  /** Called when a node crashes. */
  crashed?(node: NodeId, now: Instant): void;
  /** What it measured over the run, such as how long each election took: one figure per occurrence. */
  measures?(): readonly Measure[];
  /** How often each rule was put to a real test; a rule that never was cannot be called kept. */
  judged(rule: string): number;
}

/**
 * Who is served next. `priority`: the smallest `priority` first, first come first served within it; `preemptive`:
 * the same, and whoever is more urgent takes over the server of the least urgent, whose work goes on later where
 * it stopped. `processor-sharing`: all are served at once and share the servers evenly, none faster than one
 * server. `srpt`: whoever has the shortest work left, preempting.
 */
export type Discipline =
  | 'fifo'
  | 'lifo'
  | 'random'
  | 'priority'
  | 'preemptive'
  | 'processor-sharing'
  | 'srpt';

export interface Resource {
  /** Number of servers working side by side; `Infinity` for one each. */
  readonly servers: number;
  /** How many may wait, beyond those in service; `Infinity` for no limit. */
  readonly queueLimit: number;
  /** `fifo` if absent. */
  readonly discipline?: Discipline;
  /**
   * How fast each of `inService` jobs is worked on, 1 being full speed; always 1 if absent. For work that slows
   * down in company: locks, caches, chatter between cores. Called when the number in service changes.
   */
  readonly pace?: (inService: number) => number;
}

/** Constants among a model's parameters, as a scenario sets them. */
type Constants = Readonly<Record<string, unknown>>;

/**
 * Which parameters make a model a queue that theory knows, by their names: a station, whose first resource it is,
 * or a source of customers. `plain` tells whether the others leave it one.
 */
export type Queue =
  | {
      readonly kind: 'station';
      readonly servers: string;
      readonly service: string;
      readonly queueLimit: string;
      readonly discipline?: string;
      readonly patience?: string;
      /** Operations, the most urgent first. */
      readonly priorities?: string;
      readonly next?: string;
      readonly plain: (constants: Constants) => boolean;
    }
  | {
      readonly kind: 'source';
      readonly interarrival: string;
      readonly batch: string;
      readonly targets: string;
      readonly plain: (constants: Constants) => boolean;
    };

/**
 * Which parameters make a model a system of quorums that theory knows, by their names: how many of the replicas must
 * answer, the four delays of the WARS model, and when a write is looked for. `plain` tells whether the others leave
 * it one where all replicas are asked, or as many as must answer, chosen at random.
 */
export interface Quorums {
  readonly replicas: string;
  readonly r: string;
  readonly w: string;
  readonly write: string;
  readonly ack: string;
  readonly read: string;
  readonly response: string;
  readonly probes: string;
  readonly plain: (constants: Constants) => 'all' | 'random' | undefined;
}

/** What may befall a node or a message that not every protocol can stand. */
export type Mishap =
  | 'crash'
  | 'pause'
  | 'message-lost'
  | 'message-duplicated'
  | 'message-reordered'
  /** Delivered altered; with a checksum, which is the default of links, it counts as lost. */
  | 'message-altered'
  | 'clock-jump'
  /** Records that were synced are gone at the next restart. */
  | 'record-lost';

/** What a protocol takes for granted: its promises hold only as long as this does, so nothing beyond it is drawn. */
export interface Assumptions {
  /** What never happens; `message-altered` and `record-lost` if left out. */
  readonly never?: readonly Mishap[];
  /** Share by which a clock may run fast or slow, against true time; no limit if left out. */
  readonly clockDriftMax?: number;
  /** How many members may be gone for good while the others still make progress and agree; a minority if left out. */
  readonly goneMax?: number;
}

/** A request that an administrator may make at any time, as in `{ ask: leader(db), f: transfer }`. */
export interface AdminRequest {
  readonly f: string;
  /** Which node is asked: a selector of the model's own such as `leader`; any member if left out. */
  readonly of?: string;
  /** Members that go with it: any set of at least so many, or none if left out. */
  readonly nodesMin?: number;
}

/**
 * Where a client library looks a key up, where a scenario says `route: by-key`: by the layout that it knows of, which may
 * be out of date. Never changes; what teaches it something makes another one.
 */
export interface Router {
  readonly whom: (ask: Ask) => NodeId;
  /** `news` came with a redirect: a frozen message, perhaps late. */
  readonly learn: (news: Json) => Router;
}

export interface Model<Spec extends ParamsSpec, State, M extends Message> {
  /** `family/name`, as scenario files write it. */
  readonly name: string;
  /** One sentence: what it models. */
  readonly about: string;
  /** Where it comes from: paper and section. */
  readonly source: string;
  /** What it leaves out, so that nobody relies on it. */
  readonly leavesOut: string;
  readonly params: Spec;
  /** Problems between parameters that their kinds cannot express. */
  readonly checkParams?: (
    params: ParamsOf<Spec>,
  ) => readonly { readonly param: string; readonly problem: string }[];
  /** Resources of each node, by name. */
  readonly resources?: (params: ParamsOf<Spec>) => Readonly<Record<string, Resource>>;
  /** For theory beside the simulation. */
  readonly queue?: Queue;
  readonly quorums?: Quorums;
  /** The state of a node that starts or restarts. `durable` is what it last persisted, if anything. */
  readonly init: (durable: unknown, ctx: Context<ParamsOf<Spec>, M>) => State;
  /** One handler per message kind; a missing one is a compile error. */
  readonly on: { readonly [K in M['kind']]: Handler<ParamsOf<Spec>, State, M, K> };
  /** Bytes a message takes on a link with bandwidth; 256 if absent. */
  readonly bytes?: (message: M) => number;
  /** Ways to point at nodes in fault plans, such as `leader(db)`. */
  readonly selectors?: Readonly<Record<string, (nodes: readonly NodeView<State>[]) => readonly NodeId[]>>;
  /** What clients know at the start if they find keys themselves; without it they cannot. */
  readonly router?: (group: Pick<Context<ParamsOf<Spec>, M>, 'params' | 'members' | 'name'>) => Router;
  /** What must be so for its promises to hold; a hunt keeps to it. */
  readonly assumes?: (params: Constants) => Assumptions;
  /** What a hunt may ask of it, beside what clients do. */
  readonly admin?: readonly AdminRequest[];
  /**
   * What tests of it should see happen at least once, in words: `a snapshot is installed`. Noted by
   * `ctx.sometimes`; a hunt tells which it never reached. A function where parameters rule some out.
   */
  readonly sometimes?: readonly string[] | ((params: Constants) => readonly string[]);
  /** What a client would find at this node, JSON-shaped: replicas with equal contents have converged. */
  readonly contents?: (state: State) => unknown;
  /** Which nodes hold a copy just now, where not all do: spare ones and those that were removed need not keep up. */
  readonly replicas?: (nodes: readonly NodeView<State>[]) => readonly NodeId[];
  /** What must always hold of the group; made afresh for each run. */
  readonly monitor?: (members: readonly NodeId[], name: (node: NodeId) => string) => Monitor<State>;
}

/** Any model, whatever its types: what registries hold. */
// biome-ignore lint/suspicious/noExplicitAny: a registry holds models of different types; the world pairs each state with its own model
export type AnyModel = Model<any, any, any>;

/**
 * Defines a model: checks its shape against its parameters, state and messages, and returns it as it is.
 *
 * @typeParam Spec `typeof params`, the parameters' specification
 * @typeParam State what a node holds in memory; JSON-shaped
 * @typeParam M the union of messages it handles, its own timers and sync completions included
 */
export const defineModel = <const Spec extends ParamsSpec, State, M extends Message>(
  model: Model<Spec, State, M>,
): Model<Spec, State, M> => model;

/** What a model set like this should sometimes see. */
export const conditionsOf = ({ sometimes = [] }: AnyModel, params: Constants): readonly string[] =>
  typeof sometimes === 'function' ? sometimes(params) : sometimes;
