/**
 * Causal consistency: every answer is explained by what caused it, whatever else went on at the same time.
 *
 * The causal order is the order of sessions together with who saw whose write (M. Ahamad et al., "Causal memory",
 * 1995). A history is causally consistent if, for each answer, the operations in its past can be put in an order
 * that keeps causes before effects and explains it: CC of A. Bouajjani, C. Enea, R. Guerraoui and J. Hamza, "On
 * verifying causal consistency", POPL 2017, the weakest of the three there (causal memory and causal convergence
 * want more), so what breaks it breaks them all. Real time does not count.
 *
 * Judged exactly of registers (read, write, cas) and lists (append, read) whose written values tell writes apart;
 * what does not is left out, which can hide something but accuses nobody. An operation that was never answered
 * happened if somebody saw what it left. Time and room: operations times sessions; beyond a limit it is `unknown`.
 */
import type { Json, Operation } from '../observe/history.js';
import type { Finding, NotFound } from './causes/finding.js';
import { findInLists, listAnswersOf } from './causes/lists.js';
import { findInRegisters, registersOf } from './causes/registers.js';
import { type Causes, tellFinding } from './causes/tell.js';
import type { SessionResult } from './session-guarantees.js';
import { NONE, overlapping, readHistory, type SessionHistory } from './sessions/history.js';

export interface CausalOptions {
  /** `register`, `cas-register` or `list-append`. */
  readonly object: string;
  /** The first value of every register; `null` if absent. */
  readonly initial?: Json;
  /** Which sessions are judged; all of them if absent. The others' operations still count as what happened. */
  readonly of?: (operation: Operation) => boolean;
}

/** Judges operations, which must be in the order of their invocations. */
export function checkCausal(operations: readonly Operation[], options: CausalOptions): SessionResult {
  const { object, initial = null, of = () => true } = options;
  const isList = object === 'list-append';
  const history = readHistory(operations, isList ? { kind: 'list' } : { kind: 'register', initial });
  if (history.overlap !== undefined) return unknown(overlapping(history, history.overlap));
  const isJudged = (i: number) => of(operations[i]!);
  const { judged, found, causes } = isList
    ? judgeLists(history, isJudged)
    : judgeRegisters(history, isJudged, object);
  if (found === 'too large')
    return unknown(
      `there are too many sessions for so many operations; nothing is said of ${judged} answers, of which none shows what nobody wrote`,
    );
  if (found === 'nothing') return { verdict: 'valid', judged };
  return { verdict: 'invalid', judged: Math.max(1, judged), failure: tellFinding(causes, found) };
}

interface Judged {
  readonly judged: number;
  readonly found: Finding | NotFound;
  readonly causes: Causes;
}

function judgeRegisters(history: SessionHistory, of: (operation: number) => boolean, object: string): Judged {
  const registers = registersOf(history);
  const judged = registers.seen.filter(({ read }) => of(read)).length;
  return { judged, found: findInRegisters(registers, of), causes: { ...registers, object } };
}

function judgeLists(history: SessionHistory, of: (operation: number) => boolean): Judged {
  const answers = listAnswersOf(history);
  const { length, lists } = answers;
  const beginnings = length.reduce((count, each, i) => count + (each !== NONE && of(i) ? 1 : 0), 0);
  const judged = beginnings + lists.odd.filter(({ operation }) => of(operation)).length;
  const { found, lanes, links } = findInLists(answers, of);
  return { judged, found, causes: { history, object: 'list-append', lanes, links } };
}

const unknown = (reason: string): SessionResult => ({ verdict: 'unknown', reason, judged: 0 });
