/** The one generator we take from seedrandom; its published types describe the package's main entry only. */
declare module 'seedrandom/lib/alea.js' {
  /** Johannes Baagøe's Alea, seeded from a string by his hash Mash. */
  function alea(seed: string): { double(): number };
  export = alea;
}
