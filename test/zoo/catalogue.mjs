/**
 * The catalogue: every mutant of the zoo, read from `catalogue/*.yaml`, with what is wrong with any of them.
 *
 * Data only. Knows nothing of hunting.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = fileURLToPath(new URL('catalogue', import.meta.url));

/** Where a mutant says nothing else. */
const DEFAULTS = { scenario: 'scenarios/consensus/raft-hunt.yaml', seeds: 2000, seen: undefined };

const NEEDED = ['name', 'source', 'file', 'find', 'replace', 'foundBy'];
const KNOWN = [...NEEDED, ...Object.keys(DEFAULTS)];

/** All mutants, by family, in the order of the files; `path`: another catalogue, a file of its own. */
export function readCatalogue(path) {
  const files =
    path === undefined
      ? readdirSync(FOLDER)
          .sort()
          .map((file) => join(FOLDER, file))
      : [path];
  return files.flatMap((file) => {
    const { about, mutants } = parse(readFileSync(file, 'utf8'));
    const family = basename(file, '.yaml');
    return mutants.map((mutant) => ({ ...DEFAULTS, ...mutant, family, about }));
  });
}

/** What is wrong with the catalogue, in words; empty if nothing is. */
export function problemsOf(mutants) {
  const names = mutants.map(({ name }) => name);
  return mutants.flatMap((mutant) => {
    const { family, about, ...said } = mutant;
    const wrong = (what) => `${family}, "${mutant.name}": ${what}`;
    const missing = NEEDED.filter((key) => said[key] === undefined || said[key] === null);
    const strange = Object.keys(said).filter((key) => !KNOWN.includes(key));
    if (missing.length > 0) return [wrong(`lacks ${missing.join(', ')}`)];
    return [
      ...strange.map((key) => wrong(`nobody reads ${key}`)),
      ...(names.filter((name) => name === mutant.name).length > 1 ? [wrong('its name is taken')] : []),
      ...(mutant.find === mutant.replace ? [wrong('it changes nothing')] : []),
      ...(mutant.foundBy.length === 0 ? [wrong('nobody is to find it')] : []),
      ...(existsSync(join(ROOT, mutant.scenario)) ? [] : [wrong(`there is no ${mutant.scenario}`)]),
      ...occurrences(mutant).map(wrong),
    ];
  });
}

/** The text to replace must occur exactly once, so that a mutant cannot silently become the original. */
function occurrences({ file, find }) {
  if (!existsSync(join(ROOT, file))) return [`there is no ${file}`];
  const times = readFileSync(join(ROOT, file), 'utf8').split(find).length - 1;
  return times === 1 ? [] : [`its text occurs ${times} times in ${file}, not once`];
}

/** A rule of the group's monitor by its name alone; anything else as it is signed. */
export const signatureOf = (checker) => (checker.includes('(') ? checker : `invariant(db): ${checker}`);
