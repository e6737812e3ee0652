/** The port of the page changes, so a cookie remembers what storage by origin would forget. It is no secret. */
const OFF = 'ddb-audit-letter-keys=off';
const YEAR_SECONDS = 31_536_000;

/** Whether keys of a single character act. People who speak to their computer may switch them off (WCAG 2.1.4). */
export const areLetterKeysOn = (): boolean => !document.cookie.split('; ').includes(OFF);

/** Switches them on or off in this browser. */
export function switchLetterKeys(isOn: boolean): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in all browsers.
  document.cookie = `${OFF}; path=/; samesite=strict; max-age=${isOn ? 0 : YEAR_SECONDS}`;
}
