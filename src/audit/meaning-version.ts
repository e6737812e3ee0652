/**
 * Version of the meaning that this code gives to events: operations, resources, principals, outcomes, risk
 * rules. Raise it when the same event would get another record. A stored record keeps the version that made
 * it, so that a newer one can replace it.
 */
export const MEANING_VERSION = 1;
