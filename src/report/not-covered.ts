/** What no report covers. */
export const NOT_COVERED: readonly string[] = [
  'Calls that no trail logged, and calls that settings exclude. “What do trails log?” says which are known.',
  'Calls that CloudTrail delivered after the report was made.',
  'What the policies of IAM and of AWS Organizations allow. The report lists calls that were made.',
  'Whether a call was right. The report lists calls and does not judge them.',
  'Controls of any standard. The report names none. You decide for which of them it is evidence.',
  'The contents of items. CloudTrail does not log them.',
];
