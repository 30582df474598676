/** What a client is told of an operation. Knows nothing of slots. */
import type { Request } from '../../../src/model/index.js';
import type { Outcome } from '../../state-machines/key-value.js';
import type { Ctx } from './types.js';

export function reply(request: Request, outcome: Outcome | 'superseded' | undefined, ctx: Ctx): void {
  if (outcome === undefined || outcome === 'superseded')
    ctx.unknown(request, 'superseded by a later operation of its session');
  else if (outcome.ok) ctx.ok(request, outcome.value);
  else ctx.fail(request, outcome.error);
}
