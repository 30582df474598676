/** How the lists of a hunt are sorted that have no order of their own, so that parts of it merge into the same bytes. */
import type { ConditionCoverage } from '../../observe/hunt.js';

type Kind = { readonly kind: string };
type Condition = Pick<ConditionCoverage, 'group' | 'condition'>;

export const byKind = (a: Kind, b: Kind): number => compareText(a.kind, b.kind);

export const byCondition = (a: Condition, b: Condition): number =>
  compareText(a.group, b.group) || compareText(a.condition, b.condition);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
