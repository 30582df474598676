/** The version of this package, from its package.json. */
import { existsSync, readFileSync } from 'node:fs';

/** Seen from the sources, and from what is built of them. */
const PLACES = ['../../package.json', '../../../package.json'];

export function version(): string {
  const file = PLACES.map((place) => new URL(place, import.meta.url)).find((each) => existsSync(each))!;
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
