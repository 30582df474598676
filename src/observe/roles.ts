/** Words that models use for a node in charge of the others, in a series they track. Nothing else is known of them. */

/** States in which a node is in charge of the others. */
export const IN_CHARGE: readonly string[] = ['leader', 'primary', 'master', 'coordinator'];
