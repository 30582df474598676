/** The parameters of a station. Knows nothing of how it works. */
import { choice, count, delay, delays, flag, names, ratio, routes } from '../../../src/model/index.js';

export const params = {
  servers: count(1, 'how many requests are served side by side', { min: 1, unlimited: true }),
  queueLimit: count('unlimited', 'how many may wait beyond those in service; more are refused', {
    min: 0,
    unlimited: true,
  }),
  discipline: choice(
    ['fifo', 'lifo', 'random', 'priority', 'preemptive', 'processor-sharing', 'srpt'],
    'fifo',
    'who is served next',
  ),
  service: delays('exponential(1ms)', 'how long serving a request takes'),
  priorities: names(
    'operations, the most urgent first; those not named come last (disciplines priority and preemptive)',
  ),
  patience: delay('unlimited', 'how long a request waits to be served before it leaves unserved', {
    unlimited: true,
  }),
  balking: choice(
    ['none', 'at-length', 'discouraged'],
    'none',
    'who does not join. at-length: of those who find balkLength or more in the station, the share balkShare; ' +
      'discouraged: whoever finds n joins with probability 1/(n+1)',
  ),
  balkLength: count(10, 'from how many in the station on some balk', { min: 1 }),
  balkShare: ratio('100%', 'share of those that balk then'),
  retries: count(0, 'how often a request that found the queue full comes back before it is refused', {
    unlimited: true,
  }),
  retryAfter: delay('exponential(10ms)', 'how long it stays away each time'),
  contention: ratio(
    '0%',
    'slows down in company: sigma, the share of the work that only one can do at a time',
  ),
  crosstalk: ratio('0%', 'slows down in company: kappa, the cost of each pair that has to agree'),
  next: routes('where requests go when they are served; the rest are answered'),
  answer: flag(true, 'whether whoever asked is told what became of it'),
};
