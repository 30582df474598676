/**
 * Conditions that tests should reach, and the kinds of faults that were active when they were.
 *
 * Told of what happens; changes nothing. Knows neither models nor hunts.
 */
import { invariant } from '../kernel/invariant.js';
import type { ConditionRecord } from '../observe/run-record.js';

export class Conditions {
  /** Faults under way, by kind. */
  private readonly active = new Map<string, number>();
  private readonly groups = new Map<string, Map<string, { times: number; readonly during: Set<string> }>>();

  /** Each of these counts from 0, so that it is known if it is never reached. */
  declare(group: string, conditions: readonly string[]): void {
    this.groups.set(group, new Map(conditions.map((name) => [name, { times: 0, during: new Set() }])));
  }

  /** It was reached now, in the group. */
  reached(group: string, condition: string): void {
    const found = this.groups.get(group)?.get(condition);
    invariant(
      found !== undefined,
      `"${condition}" is not among what the model of ${group} lists as sometimes`,
    );
    found.times += 1;
    for (const kind of this.active.keys()) found.during.add(kind);
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
