/** A sentence of an answer. */
export interface Line {
  readonly text: string;
  /** Event that shows it. */
  readonly event?: string;
  /** Principal, table or access key that it is about. */
  readonly about?: { readonly view: 'principal' | 'table' | 'access-key'; readonly value: string };
  /** `bad`: what a responder looks for. `note`: what the answer cannot tell. Default: a fact. */
  readonly tone?: 'bad' | 'note';
}

/** What a story answers first. */
export interface StoryAnswer {
  readonly question: string;
  readonly lines: readonly Line[];
}

/** How a story writes times and the range that was searched. */
export interface StoryTimes {
  readonly format: (time: string) => string;
  /** The range of time, such as `between the beginning and now`. */
  readonly range: string;
}
