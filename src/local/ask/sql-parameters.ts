/** The values of a statement, which its SQL names `$1`, `$2` and so on: values never become part of SQL. */
export class SqlParameters {
  readonly values: string[] = [];

  /** @returns the name of the value */
  add(value: string): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  /** @returns the names of the values, as in `$1, $2` */
  addAll(values: readonly string[]): string {
    return values.map((value) => this.add(value)).join(', ');
  }
}
