/**
 * A trace: messages and marks of one window of a run, for a space-time diagram.
 *
 * Kept only when asked for, because it costs memory; a deterministic run can always be run again with one.
 * It watches and never changes what happens.
 */
import type { Instant } from '../kernel/time.js';
import type { Message, NodeId } from '../model/message.js';
import type { Fate } from './network.js';

export interface TracedMessage {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly kind: string;
  readonly sentAt: Instant;
  /** `undefined` if it never arrived. */
  readonly receivedAt: Instant | undefined;
  readonly fate: Fate;
}

export interface Mark {
  readonly node: NodeId;
  readonly at: Instant;
  readonly text: string;
}

export interface Trace {
  readonly from: Instant;
  readonly to: Instant;
  readonly messages: TracedMessage[];
  readonly marks: Mark[];
  /** Messages and marks of the window that were more than it keeps. */
  readonly left: number;
  message(
    from: NodeId,
    to: NodeId,
    message: Message,
    now: Instant,
    at: Instant | undefined,
    fate: Fate,
  ): void;
  /** A message came to a node that is down. */
  missed(from: NodeId, to: NodeId, message: Message, now: Instant): void;
  mark(node: NodeId, at: Instant, text: string): void;
}

const MAX_TRACED = 20_000;

/** A trace of what is sent or marked from `from` to `to`, at most 20,000 of each. */
export function createTrace(from: Instant, to: Instant): Trace {
  const messages: TracedMessage[] = [];
  const marks: Mark[] = [];
  let left = 0;
  /** Whether there is room for one more of them at that instant. */
  const keeps = (kept: readonly unknown[], at: Instant) => {
    if (at < from || at > to) return false;
    if (kept.length < MAX_TRACED) return true;
    left++;
    return false;
  };
  return {
    from,
    to,
    messages,
    marks,
    get left() {
      return left;
    },
    message(sender, receiver, message, now, at, fate) {
      if (!keeps(messages, now)) return;
      messages.push({ from: sender, to: receiver, kind: message.kind, sentAt: now, receivedAt: at, fate });
    },
    missed(sender, receiver, message, now) {
      const i = messages.findLastIndex(
        (m) => m.from === sender && m.to === receiver && m.kind === message.kind && m.receivedAt === now,
      );
      if (i >= 0) messages[i] = { ...messages[i]!, receivedAt: undefined, fate: 'down' };
    },
    mark(node, at, text) {
      if (keeps(marks, at)) marks.push({ node, at, text });
    },
  };
}
