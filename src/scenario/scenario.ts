/**
 * A scenario: what a scenario file means once it is validated and fully defaulted.
 *
 * Plain, readonly data with nothing optional that has a default; durations in ns, rates per second, ratios
 * 0..1, sizes in bytes. Knows nothing of YAML (that is `parse.ts`) and nothing of running it.
 */
import type { Distribution } from '../kernel/distribution.js';
import type { Json } from '../kernel/json.js';
import type { Duration, Instant } from '../kernel/time.js';
import type { ConsistencyName, GuaranteeName, StalenessBound } from '../observe/guarantee-names.js';
import type { ClaimedTally } from '../observe/tally-names.js';

export interface Scenario {
  readonly name: string;
  readonly question: string;
  /** When the run ends. */
  readonly duration: Instant;
  /** Operations that were meant to start before this instant do not count in the metrics; 0 until it is found. */
  readonly warmUp: Instant;
  readonly warmUpBy: WarmUpBy;
  readonly seed: string;
  readonly runs: number;
  readonly nodes: readonly NodeGroup[];
  readonly network: Network;
  readonly clients: readonly ClientGroup[];
  readonly faults: readonly Fault[];
  readonly expect: readonly Expectation[];
  /** Judged and told as well, but not demanded: a run may be valid without. */
  readonly judge: readonly Expectation[];
  /** Charts to draw, by name; all that apply if empty. */
  readonly report: readonly string[];
  /** A run that handles more events than this ends as `unknown`. */
  readonly maxEvents: number;
}

/** How the end of the warm-up is found: it is given, or pilot runs look for it before the first run. */
export type WarmUpBy =
  | { readonly kind: 'time' }
  /** When this many operations of all clients (or customers of all stations, without clients) have come. */
  | { readonly kind: 'operations'; readonly count: number; readonly found: WarmUpFound }
  /** Where MSER-5 cuts the latencies (or sojourn times, without clients). */
  | { readonly kind: 'mser-5'; readonly found: WarmUpFound };

/** What the pilot runs came to; `late`: the end of the warm-up lies in the second half of the run, or beyond it. */
export type WarmUpFound = 'not yet' | 'found' | 'late' | 'too few';

/**
 * A parameter's value as the scenario states it; the model's specification tells which kind to expect. What is
 * `unlimited` is `Infinity`, also where a distribution could stand.
 */
export type ParamSetting =
  | number
  | boolean
  | string
  | { readonly distribution: Distribution }
  /** A delay per operation; `other` is for those that are not named. */
  | {
      readonly delays: readonly { readonly operation: string; readonly distribution: Distribution }[];
      readonly other: Distribution;
    }
  | { readonly nodes: readonly string[] }
  | { readonly routes: readonly { readonly group: string; readonly share: number }[] }
  | { readonly names: readonly string[] }
  /** ns, ascending. */
  | { readonly durations: readonly number[] };

export interface NodeGroup {
  readonly name: string;
  readonly model: string;
  readonly count: number;
  /** Every parameter of the model, defaults filled in. */
  readonly params: Readonly<Record<string, ParamSetting>>;
  readonly clock: Clock;
  readonly disk: Disk;
}

/** How far a node's clock may be from virtual time; each node draws its own. */
export interface Clock {
  /** Drawn once per node, ns, positive or negative with equal chance. */
  readonly offset: Distribution;
  /** Drawn once per node, as a ratio (1e-4 = 100 ppm), positive or negative with equal chance. */
  readonly drift: Distribution;
}

export interface Disk {
  /** Time that one sync takes. */
  readonly sync: Distribution;
  /** What a crash does to writes that are not synced: all lost, or a random prefix of them survives. */
  readonly onCrash: 'lose' | 'tear';
}

export interface Link {
  /** One-way latency, ns. */
  readonly latency: Distribution;
  readonly loss: number;
  readonly duplicate: number;
  /** Share of messages that are altered on the way. */
  readonly corrupt: number;
  /** With a checksum an altered message is dropped on arrival; without, it is delivered altered. */
  readonly checksum: boolean;
  /** `fifo`: messages of one sender to one receiver arrive in the order they were sent. */
  readonly order: 'any' | 'fifo';
  /** Bytes per second, `Infinity` for no limit. Messages queue for the link. */
  readonly bandwidth: number;
}

export interface Network extends Link {
  /** The first rule whose ends match decides; otherwise the defaults above do. */
  readonly links: readonly (Link & {
    readonly from: Selector;
    readonly to: Selector;
    readonly both: boolean;
  })[];
}

/** Points at nodes. Resolved when it is used, so that `leader(db)` is the leader at that time. */
export type Selector =
  | { readonly kind: 'all' }
  | { readonly kind: 'group'; readonly group: string }
  /** One node; `index` counts from 1, as people write it: `db/1`. */
  | { readonly kind: 'node'; readonly group: string; readonly index: number }
  | { readonly kind: 'random'; readonly of: Selector; readonly count: number }
  /** The smallest number of nodes that is more than half, or fewer than half, chosen at random. */
  | { readonly kind: 'majority' | 'minority'; readonly of: Selector }
  /** Those of `of` that are not in `but`. */
  | { readonly kind: 'others'; readonly of: Selector; readonly but: Selector }
  | { readonly kind: 'union'; readonly of: readonly Selector[] }
  /** Asks the group's model: `leader(db)`, `follower(db)`. */
  | { readonly kind: 'role'; readonly role: string; readonly group: string };

/** Arrivals one by one, independent of what came before but for the last one. */
export type SingleArrivals =
  /** Open loop: requests come whether or not earlier ones were answered. Rates are per second, whole group. */
  | { readonly kind: 'constant' | 'poisson'; readonly rate: number }
  /** Open loop, the times between arrivals independent of each other. */
  | { readonly kind: 'renewal'; readonly interarrival: Distribution };

/** How many come at once: always as many, or 1, 2, 3, … with geometric probabilities. */
export type BatchSize =
  | { readonly kind: 'fixed'; readonly count: number }
  | { readonly kind: 'geometric'; readonly mean: number };

export type Arrivals =
  | SingleArrivals
  /** Open loop: at each arrival of `of` that many operations come at the same instant. */
  | { readonly kind: 'batches'; readonly of: SingleArrivals; readonly size: BatchSize }
  /** Open loop, Poisson, the rate linear between the points. */
  | { readonly kind: 'profile'; readonly points: readonly { readonly at: Instant; readonly rate: number }[] }
  /** Open loop, at these instants exactly. */
  | { readonly kind: 'trace'; readonly at: readonly Instant[] }
  /** Closed loop: each client waits for its answer, thinks, and asks again. */
  | { readonly kind: 'closed'; readonly think: Distribution };

export type Keys =
  | { readonly kind: 'uniform'; readonly count: number }
  | { readonly kind: 'zipf'; readonly count: number; readonly exponent: number }
  /** `share` of the operations go to the first `hot` keys. */
  | { readonly kind: 'hot'; readonly count: number; readonly hot: number; readonly share: number };

export interface ClientGroup {
  readonly name: string;
  /** Number of client nodes. An open-loop client has as many sessions as it needs at once. */
  readonly count: number;
  readonly target: string;
  readonly arrivals: Arrivals;
  /** Weights by operation name; they sum to 1. */
  readonly operations: readonly { readonly f: string; readonly weight: number }[];
  readonly keys: Keys;
  /** What each key is to the linearizability checker: `cas-register` (read, write, cas), `list-append`, … */
  readonly object: string;
  /** An operation that is not answered by then is recorded as `info`. */
  readonly timeout: Duration;
  /** Sends the same operation again to another node after this long without an answer; `undefined`: never. */
  readonly retryAfter: Duration | undefined;
  /** Which member is asked first: the one that answered last, one at random, each in turn, or its own one. */
  readonly route: 'sticky' | 'random' | 'round-robin' | 'pinned' | 'by-key';
  /** When it starts and stops asking. */
  readonly from: Instant;
  readonly until: Instant;
  /** Operations under way at once in the whole group; further arrivals fail at once as `shed`. */
  readonly maxInFlight: number;
  /** Stop after this many operations; `Infinity` for no limit. */
  readonly maxOperations: number;
  /** Keep every operation, to be judged and looked at; else only what metrics say of them. */
  readonly history: boolean;
}

export type Partition =
  /** Two sets that cannot reach each other. Nodes in neither reach everybody. */
  | { readonly kind: 'split'; readonly left: Selector; readonly right: Selector }
  /** The nodes cut off from everybody else; among themselves they still talk. */
  | { readonly kind: 'isolate'; readonly of: Selector }
  /** Two random halves. */
  | { readonly kind: 'halves'; readonly of: Selector }
  /** Each node reaches only its neighbours on a random ring. */
  | { readonly kind: 'ring'; readonly of: Selector }
  /** Two halves that meet in one node, which reaches both. */
  | { readonly kind: 'bridge'; readonly of: Selector }
  /** Messages from `from` to `to` are lost; the way back is open. */
  | { readonly kind: 'one-way'; readonly from: Selector; readonly to: Selector };

export type FaultAction =
  | { readonly kind: 'partition'; readonly shape: Partition }
  /** Like a partition, but messages wait and are delivered when it ends. */
  | { readonly kind: 'hold'; readonly shape: Partition }
  | { readonly kind: 'crash'; readonly nodes: Selector; readonly disk: 'lose' | 'tear' | undefined }
  | { readonly kind: 'restart'; readonly nodes: Selector }
  | { readonly kind: 'pause'; readonly nodes: Selector }
  /** Handlers take effect late: everything a node does is delayed by `delay` per message it handles. */
  | { readonly kind: 'slow'; readonly nodes: Selector; readonly delay: Distribution }
  /** Overrides some properties of the links between the nodes and everybody else. */
  | { readonly kind: 'degrade'; readonly nodes: Selector; readonly link: Partial<Link> }
  /** `jump` moves the wall clock at once; `drift` changes the rate of both clocks while the fault lasts. */
  | { readonly kind: 'clock'; readonly nodes: Selector; readonly jump: Duration; readonly drift: number }
  /** `sync`: how long each sync takes; `full`: syncs never complete; `corrupt`: this share of records is lost at the next restart. */
  | {
      readonly kind: 'disk';
      readonly nodes: Selector;
      readonly sync: Distribution | undefined;
      readonly full: boolean;
      readonly corrupt: number;
    }
  /** An administrator's request to one node, such as a membership change. `nodes` in its value are ids. */
  | {
      readonly kind: 'ask';
      readonly node: Selector;
      readonly f: string;
      readonly value: Json;
      readonly nodes: Selector | undefined;
    };

export interface Fault {
  /** As it prints: `partition isolate(leader(db)) at 10s for 10s`. */
  readonly text: string;
  readonly at: Instant;
  /** How long; `undefined`: until the end of the run (or, for a jump or an ask, an instant). */
  readonly duration: Duration | undefined;
  readonly action: FaultAction;
}

/** What a hunt varies from seed to seed: the section `hunt`, which running the file takes no notice of. */
export interface Hunting {
  /** How many faults are drawn, beside those of the file: any number from `min` to `max`. */
  readonly faults: { readonly min: number; readonly max: number };
  /** Kinds that may be drawn; what the models do not stand is left out in any case. */
  readonly kinds: readonly FaultAction['kind'][];
  /** Node groups that they may hit. */
  readonly targets: readonly string[];
  /** Whether loss, duplication, reordering and latency of the network are drawn too, or stay as in the file. */
  readonly network: boolean;
  /** The same for the number of clients, their arrivals, mix, keys, retries and routes. */
  readonly workload: boolean;
  /** Values that are drawn, by path, in the notation of settings. */
  readonly vary: readonly { readonly path: string; readonly values: readonly string[] }[];
  /** After a first phase with faults a majority is healed, and must answer somebody at least this often. */
  readonly progress: Duration | undefined;
  /** Conditions that must be reached by some seed, as in `db: a snapshot is installed during partition`. */
  readonly sometimes: readonly string[];
}

/** Which operations an expectation is about: `during faults` if a fault was active at any time from their intended start to their end. */
export type During = 'always' | 'outside faults' | 'during faults';

/** Of figures one by one. */
export type FigureMetric =
  /** `quantile` in (0, 1). */
  | { readonly kind: 'quantile'; readonly quantile: number }
  | { readonly kind: 'mean' }
  | { readonly kind: 'max' };

export type Metric =
  /** Of latencies of operations that were answered, ns. */
  | FigureMetric
  /** Share of operations that ended `ok`. */
  | { readonly kind: 'availability' }
  /** Share of operations that ended `fail` or `info`. */
  | { readonly kind: 'errors' }
  /** `ok` operations, or customers served, per second. */
  | { readonly kind: 'throughput' }
  /**
   * Of stations alone: share of the servers at work; share of the customers who found them all busy; customers
   * waiting at a node, on average over time; share of those who came that were turned away or left unserved.
   */
  | { readonly kind: StationMetric };

export type StationMetric = 'utilisation' | 'delayed' | 'queue' | 'dropped';

/** A resource of a node group, and which of its customers' times a latency is about. */
export interface StationPart {
  readonly resource: string;
  readonly figure: 'wait' | 'sojourn';
}

export type Expectation =
  | { readonly kind: 'linearizable'; readonly text: string; readonly client: string }
  | {
      readonly kind: 'session';
      readonly text: string;
      readonly guarantee: GuaranteeName;
      readonly client: string;
    }
  | { readonly kind: 'tally'; readonly text: string; readonly checker: ClaimedTally; readonly client: string }
  | {
      readonly kind: 'consistency';
      readonly text: string;
      readonly guarantee: ConsistencyName;
      readonly client: string;
    }
  /** No read is further behind than that. */
  | {
      readonly kind: 'staleness';
      readonly text: string;
      readonly client: string;
      readonly bound: StalenessBound;
    }
  /** After healing somebody is answered at least this often, as long as somebody asks. */
  | { readonly kind: 'progress'; readonly text: string; readonly client: string; readonly within: Duration }
  /** So long after the last write and the healing all members have equal contents, and keep them. */
  | { readonly kind: 'converges'; readonly text: string; readonly group: string; readonly within: Duration }
  | {
      readonly kind: 'invariant';
      readonly text: string;
      readonly group: string;
      readonly rule: string | undefined;
    }
  /** A bound on what a model measured itself: `max(db.rto) < 5s`. */
  | {
      readonly kind: 'measured';
      readonly text: string;
      readonly metric: FigureMetric;
      readonly group: string;
      /** Key of the measure. */
      readonly measure: string;
      readonly unit: 'duration' | 'ratio' | 'count';
      readonly comparison: '<' | '<=' | '>' | '>=';
      /** ns, ratio or count. */
      readonly bound: number;
    }
  | {
      readonly kind: 'bound';
      readonly text: string;
      readonly metric: Metric;
      /** A client group, or a node group where `station` is there. */
      readonly of: string;
      /** Of a station: the class of customers. */
      readonly operation: string | undefined;
      readonly station: StationPart | undefined;
      readonly comparison: '<' | '<=' | '>' | '>=';
      /** ns, ratio, count or per second, as the metric has it. */
      readonly bound: number;
      readonly during: During;
    };
