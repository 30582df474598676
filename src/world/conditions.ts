/**
 * Conditions that tests should reach, and the kinds of faults that were active when they were.
 *
 * Told of what happens; changes nothing. Knows neither models nor hunts.
 */
import { invariant } from '../kernel/invariant.js';
import type { ConditionRecord } from '../observe/run-record.js';

interface Condition {
  times: number;
  readonly during: Set<string>;
}

/** What befalls a node, whatever its model. Told of if it happened; nobody waits for it. */
export type Misfortune =
  | 'a crash loses unsynced writes'
  /** Some of them, and not others. */
  | 'a crash tears unsynced writes'
  | 'a record is lost from the disk';

export class Conditions {
  /** Faults under way, by kind. */
  private readonly active = new Map<string, number>();
  private readonly groups = new Map<string, Map<string, Condition>>();

  /** Each of these counts from 0, so that it is known if it is never reached. */
  declare(group: string, conditions: readonly string[]): void {
    this.groups.set(group, new Map(conditions.map((name) => [name, never()])));
  }

  /** It was reached now, in the group. */
  reached(group: string, condition: string): void {
    const found = this.groups.get(group)?.get(condition);
    invariant(
      found !== undefined,
      `"${condition}" is not among what the model of ${group} lists as sometimes`,
    );
    this.note(found);
  }

  /** It happened now to a node of the group, which need not list it. */
  befell(group: string, misfortune: Misfortune): void {
    const conditions = this.groups.get(group);
    invariant(conditions !== undefined, `group ${group} declared its conditions`);
    const found = conditions.get(misfortune) ?? never();
    conditions.set(misfortune, found);
    this.note(found);
  }

  private note(condition: Condition): void {
    condition.times += 1;
    if (this.active.size === 0) return;
    for (const kind of this.active.keys()) condition.during.add(kind);
  }

  faultBegins(kind: string): void {
    this.active.set(kind, (this.active.get(kind) ?? 0) + 1);
  }

  faultEnds(kind: string): void {
    const left = (this.active.get(kind) ?? 0) - 1;
    invariant(left >= 0, 'a fault ends once, after it has begun');
    if (left === 0) this.active.delete(kind);
    else this.active.set(kind, left);
  }

  records(): readonly ConditionRecord[] {
    return [...this.groups].flatMap(([group, conditions]) =>
      [...conditions].map(([condition, { times, during }]) => ({
        group,
        condition,
        times,
        during: [...during].sort(),
      })),
    );
  }
}

const never = (): Condition => ({ times: 0, during: new Set() });
