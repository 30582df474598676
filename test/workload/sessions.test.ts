/** Sessions: one operation at a time, numbers that nobody else has, nothing kept of retired ones. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSessions } from '../../src/workload/sessions.js';

test('a session has one operation at a time, counts them, and is not used again once retired', () => {
  const step = fc.record({
    client: fc.nat(2),
    act: fc.constantFrom('take', 'release', 'retire'),
    which: fc.nat(9),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (script) => {
      let allocated = 0;
      const sessions = createSessions(3, () => allocated++);
      const busy: { client: number; session: number }[] = [];
      const owner = new Map<number, number>();
      const counts = new Map<number, number>();
      const retired = new Set<number>();
      for (const { client, act, which } of script) {
        if (act === 'take') {
          const session = sessions.take(client);
          expect(busy.some((b) => b.session === session)).toBe(false);
          expect(retired.has(session)).toBe(false);
          expect(owner.get(session) ?? client).toBe(client);
          owner.set(session, client);
          counts.set(session, (counts.get(session) ?? 0) + 1);
          expect(sessions.nextSequence(session)).toBe(counts.get(session));
          busy.push({ client, session });
        } else if (busy.length > 0) {
          const [over] = busy.splice(which % busy.length, 1);
          if (act === 'release') sessions.release(over!.client, over!.session);
          else {
            sessions.retire(over!.session);
            retired.add(over!.session);
          }
        }
      }
      expect(allocated).toBe(owner.size);
    }),
    { numRuns: 300, seed: 1 },
  );
});
