/** The parameters of fork and join. Knows nothing of how it works. */
import { count, duration, flag, nodes } from '../../../src/model/index.js';

export const params = {
  leaves: nodes('groups whose members are the leaves'),
  fanOut: count(0, 'how many leaves each request goes to, drawn at random; 0, or more than there are: all', {
    min: 0,
  }),
  need: count(0, 'how many leaves must answer; 0 for all that were asked', { min: 0 }),
  hedgeAfter: duration('unlimited', 'a leaf that has not answered by then: another is asked the same', {
    unlimited: true,
  }),
  cancelLosers: flag(false, 'whether copies whose answers are not needed any more are taken back'),
  timeout: duration(
    'unlimited',
    'when a request that still lacks answers is given up; say so where leaves crash',
    { unlimited: true },
  ),
};
