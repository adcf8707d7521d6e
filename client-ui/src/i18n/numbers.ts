// Numbers that every language writes the same way.

/** A number small enough for a badge. */
export const upTo99 = (n: number): string => (n > 99 ? '99+' : String(n));
