/** Runs a program in which the struct holds the members as well. */
export type Program = (members: object) => unknown;

/** What a struct holds, and the members. The compiler knows neither. */
export const and = (members: object, least: object = {}): never => ({ ...least, ...members }) as never;
