/**
 * Specification objects: what one client alone would see.
 *
 * The interface that the linearizability search asks, and that anyone can implement for their own object.
 * Knows no search. A model is pure: `step` never changes the state it is given.
 */
import type { Json, Operation } from '../../observe/history.js';

/** What `step` gives when the call cannot have happened in that state. */
export const ILLEGAL: unique symbol = Symbol('illegal');

/**
 * A call as the object sees it. With outcome `ok` the output is what the client was told; with `info` it
 * is unknown, and any output is possible; with `fail` the object refused, and the state must agree.
 */
export type Call = Pick<Operation, 'f' | 'input' | 'output' | 'outcome'>;

export interface ObjectModel<S> {
  readonly name: string;
  /** Every `f` it understands. */
  readonly functions: readonly string[];
  /** The first state; `ILLEGAL` where the given option cannot be one. `undefined`: the usual one. */
  initial(option: Json | undefined): S | typeof ILLEGAL;
  /** The state after a call, or `ILLEGAL` if the call cannot have had this outcome in this state. */
  step(state: S, call: Call): S | typeof ILLEGAL;
  /** Equal for equal states and only for those. */
  key(state: S): string | number;
  describeState(state: S): string;
  describeCall(call: Call): string;
  /** What is wrong with a call whose value makes no sense here; `undefined` if nothing is. */
  malformed?(call: Call): string | undefined;
  /** Whether a failed call tells something about the state (`--failed observed`). Otherwise: never. */
  tellsWhenFailed?(call: Call): boolean;
  /** Calls that never change any state. They are placed as soon as they are legal. */
  isRead?(call: Call): boolean;
  /** Calls that are legal in every state and lead to a state that depends on the call alone. */
  isBlind?(call: Call): boolean;
  /** Calls that are legal in every state (blind ones are anyway). */
  isTotal?(call: Call): boolean;
  /**
   * For objects whose state is a single value: the key of the only state in which a call is legal (a read
   * of it, a cas from it). To be given together with {@link leaves}.
   */
  needs?(call: Call): string | number | undefined;
  /** The key of the state that a call leaves whenever it is legal; `undefined` if that depends. */
  leaves?(call: Call): string | number | undefined;
  /** Looks at all calls at once, to see early what can no longer be explained. */
  foresee?(operations: readonly Operation[]): Foresight<S>;
  /**
   * Judges all operations at once where that can be done exactly without a search; `undefined` where it
   * cannot. Where it can, it must be able to judge every beginning of the history too, with what had not
   * completed by then as unfinished. The operations come in the order of their invocations.
   */
  decide?(operations: readonly Operation[], initial: S): Decision<S> | undefined;
}

export type Decision<S> =
  | { readonly kind: 'legal'; order(last: number): LegalEnd<S> }
  | {
      readonly kind: 'illegal';
      /**
       * The contradiction told. `history` is the whole of which this one is a beginning, `stuckAt` the
       * completion without which there would be no contradiction.
       */
      tell(history: readonly Operation[], stuckAt: Operation): Contradiction;
    };

/** The last operations of an order that is legal. */
export interface LegalEnd<S> {
  /** Position in the history where they begin. */
  readonly since: number;
  readonly from: S;
  readonly operations: readonly Operation[];
}

export interface Contradiction {
  /** The operations that contradict each other. */
  readonly window: readonly Operation[];
  /** Sentences, without the opening one that names the operation and where it completed. */
  readonly because: readonly Word[];
}

/** Text, or an operation by its name or by the time of one of its events. */
export type Word =
  | string
  | { readonly nameOf: Operation }
  | { readonly invocationOf: Operation }
  | { readonly completionOf: Operation };

/** What knowing the rest of the history tells. Saying nothing is always sound. */
export interface Foresight<S> {
  /** Whether operations that start after `position` can still be explained from `state`. */
  viable?(state: S, position: number): boolean;
  /**
   * Another state, the same for all that are equally good from `position` on. Saves telling apart what
   * nobody will ever see.
   */
  fade?(state: S, position: number): S;
  /**
   * For objects whose changes commute: which of the open calls (by index) lead from a state to one in
   * which an open read is legal, all of them needed; `undefined` if none do. Giving this promises that
   * there is no other way.
   */
  reach?(state: S, read: Call, open: readonly Operation[]): readonly number[] | undefined;
  /**
   * The last position at which anybody could notice that this `info` operation took effect; -1 if nobody
   * ever can. Leaving it out is then as good as any place for it.
   */
  matters?(operation: Operation): number;
}
