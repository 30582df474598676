/** How the operations that show a failure are printed: one line each, in order of invocation, so many at most. */
import type { Operation } from '../../observe/history.js';

const SHOWN_MAX = 20;
const VALUE_MAX = 200;

export function windowText(window: readonly Operation[]): string[] {
  const more = window.length - SHOWN_MAX;
  return [
    'The operations that show it, in order of invocation',
    ...window.slice(0, SHOWN_MAX).map(operationText),
    ...(more > 0 ? [`  … and ${more} more (--json has them all)`] : []),
    '',
  ];
}

function operationText({ id, process: who, f, key, input, output, outcome, start, end }: Operation): string {
  const value = JSON.stringify(output === null ? input : output);
  const shown = value.length > VALUE_MAX ? `${value.slice(0, VALUE_MAX)}…` : value;
  const on = key === undefined ? '' : ` ${JSON.stringify(key)}`;
  const until = Number.isFinite(end) ? `${end}` : 'open';
  return `  #${id} process ${who}: ${f}${on} ${shown} ${outcome} (events ${start} to ${until})`;
}
