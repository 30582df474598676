/** What a change makes of the members. Knows no algorithm. */
import { invariant } from '../../src/model/index.js';
import type { Change, Layout, Member } from './types.js';

export const withMembers = (layout: Layout, change: Change): Layout => ({
  ...layout,
  members: membersAfter(layout.members, change),
});

export function membersAfter(members: readonly Member[], change: Change): readonly Member[] {
  if (change.kind === 'add') {
    invariant(!members.some(({ id }) => id === change.member.id), 'whoever is added is new');
    return [...members, change.member];
  }
  invariant(
    members.some(({ id }) => id === change.id),
    'whoever changes is there',
  );
  if (change.kind === 'remove') return members.filter(({ id }) => id !== change.id);
  return members.map((each) => (each.id === change.id ? { ...each, weight: change.weight } : each));
}
