/**
 * Generator processes of one incarnation of a node, and the calls they have under way.
 *
 * Resumes a process when what it waits for has come. Dropped as a whole by a crash: whatever comes later
 * finds an outdated incarnation. Knows the world only through its port.
 */
import { invariant } from '../kernel/invariant.js';
import type { Duration } from '../kernel/time.js';
import type { Ticket, WorkOptions } from '../model/context.js';
import type { CallResult, Reply, Request } from '../model/message.js';
import type { Call, Process, Resumed, Wait } from '../model/process.js';

export interface ProcessPort {
  /** Calls back after that long on the node's clock, unless the node has crashed by then; returns a handle. */
  readonly later: (after: Duration, run: () => void) => number;
  readonly cancel: (handle: number) => void;
  /** Sends the request; the reply carries its `id`. */
  readonly request: (to: number, request: Omit<Request, 'kind' | 'from'>) => void;
  /** Takes work to a resource; `started` runs when its service begins, `done` when it ends. As `ctx.serve`. */
  readonly serve: (
    resource: string,
    work: Duration,
    done: (() => void) | undefined,
    options: WorkOptions | undefined,
    started?: () => void,
  ) => Ticket | undefined;
  /** Ordinals from 1 over all incarnations of the node, so that no late reply answers another call. */
  readonly nextCall: () => number;
  /** A session that was never used. */
  readonly nextSession: () => number;
}

const MAX_PROCESSES = 1_000_000;

interface PendingCall {
  readonly answer: (result: CallResult) => void;
  readonly timeout: number;
  readonly session: Session;
}

/** As clients have them: one call under way at a time, and retired when one came to nobody-knows. */
interface Session {
  readonly number: number;
  sequence: number;
}

/** Calls of processes have negative ids, which leaves the others to a model that sends requests itself. */
export const isProcessCall = (reply: Reply): boolean => reply.id < 0;

export class Processes {
  private running = 0;
  private readonly calls = new Map<number, PendingCall>();
  private readonly freeSessions: Session[] = [];

  constructor(private readonly port: ProcessPort) {}

  /** Runs a process until it first waits. */
  start(process: Process): void {
    this.running++;
    invariant(this.running <= MAX_PROCESSES, 'more than a million processes on one node');
    this.resume(process, undefined);
  }

  /** A reply came in; late ones, whose call timed out, are dropped. */
  reply(reply: Reply): void {
    const call = this.calls.get(reply.id);
    if (call === undefined) return;
    this.calls.delete(reply.id);
    this.port.cancel(call.timeout);
    if (reply.status !== 'unknown') this.freeSessions.push(call.session);
    call.answer(
      reply.status === 'ok'
        ? { ok: true, value: reply.value }
        : { ok: false, error: reply.error ?? reply.status, to: reply.to },
    );
  }

  private resume(process: Process, value: Resumed): void {
    const step = process.next(value);
    if (step.done === true) this.running--;
    else this.wait(process, step.value);
  }

  private wait(process: Process, wait: Wait): void {
    if (wait.kind === 'sleep') {
      this.port.later(wait.duration, () => this.resume(process, undefined));
    } else if (wait.kind === 'serve') {
      const { resource, duration, options } = wait;
      const ticket = this.port.serve(resource, duration, () => this.resume(process, true), options);
      // Refused at once, but resumed as an event of its own: a process never runs inside another's step.
      if (ticket === undefined) this.port.later(0, () => this.resume(process, false));
    } else if (wait.kind === 'acquire') {
      const { resource, options } = wait;
      const ticket = this.port.serve(resource, Number.POSITIVE_INFINITY, undefined, options, () =>
        this.resume(process, ticket),
      );
      if (ticket === undefined) this.port.later(0, () => this.resume(process, undefined));
    } else this.makeCalls(process, wait.calls);
  }

  private makeCalls(process: Process, calls: readonly Call[]): void {
    const results: CallResult[] = [];
    let open = calls.length;
    if (open === 0) {
      this.port.later(0, () => this.resume(process, results));
      return;
    }
    calls.forEach((call, i) => {
      this.makeCall(call, (result) => {
        results[i] = result;
        open--;
        if (open === 0) this.resume(process, results);
      });
    });
  }

  private makeCall(call: Call, answer: (result: CallResult) => void): void {
    const id = -this.port.nextCall();
    const timeout = this.port.later(call.timeout, () => {
      // A paused node may find the reply and the timeout waiting side by side; the first one counts.
      if (this.calls.delete(id)) answer({ ok: false, error: 'timeout' });
    });
    const session = this.freeSessions.pop() ?? { number: this.port.nextSession(), sequence: 0 };
    session.sequence++;
    this.calls.set(id, { answer, timeout, session });
    this.port.request(call.to, { id, session: session.number, sequence: session.sequence, ...call.ask });
  }
}
