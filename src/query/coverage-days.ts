/** Longest range of deliveries that one answer reads, in days: somewhat more than an audit year. */
export const MAXIMUM_COVERAGE_DAYS = 400;
