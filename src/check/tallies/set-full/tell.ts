/** What happened to an element of a set, in words, and the operations that show it. */
import type { Operation } from '../../../observe/history.js';
import { showJson } from '../../objects/value.js';
import type { TallyFailure } from '../tally.js';
import type { Duplicate, Element } from './elements.js';

export function tellLost(element: Element): TallyFailure {
  const { value, lastWith, lastWithout } = element;
  const seen = lastWith === undefined ? 'no read has it' : `was last seen by ${named(lastWith)}`;
  const gone = `${named(lastWithout!)} began later and lacks it, as do all after it`;
  return {
    explanation: `${showJson(value)} is lost: ${knownBy(element)}, ${seen}, and ${gone}`,
    window: windowOf(element),
  };
}

export function tellStale(element: Element): TallyFailure {
  const { value, lastWithout } = element;
  const explanation = `${showJson(value)} was missing for a while: ${knownBy(element)}, but ${named(lastWithout!)} began later and lacks it`;
  return { explanation, window: windowOf(element) };
}

export const tellDuplicate = ({ value, count, read }: Duplicate): TallyFailure => ({
  explanation: `${named(read)} has ${showJson(value)} ${count} times, and a set has it once`,
  window: [read],
});

function knownBy({ known, add }: Element): string {
  return known === add
    ? `its add was acknowledged (process ${add.process}, event ${add.end})`
    : `it was there for ${named(known!)}`;
}

const named = ({ process, end }: Operation): string => `the read of process ${process} (event ${end})`;

function windowOf({ add, known, lastWith, lastWithout }: Element): readonly Operation[] {
  const all = [add, known, lastWith, lastWithout].filter((one) => one !== undefined);
  return [...new Set(all)].sort((a, b) => a.start - b.start);
}
