/**
 * Version of the meaning that this code gives to events: operations, resources, principals, outcomes, risk
 * rules, keys of items. Raise it when the same event would get another record, another row in a data folder, or
 * another activity entry.
 * A stored record keeps the version that made it, so that a newer one can replace it.
 *
 * 2: statements of PartiQL name items, too.
 * 3: risk rules find more keys, throughputs and callers; zero-ETL integrations of Redshift are kept.
 *    Activity entries have the users on whose behalf calls were made.
 */
export const MEANING_VERSION = 3;
