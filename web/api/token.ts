const KEY = 'ddb-audit-token';

/**
 * Takes the token out of the address, so that it is not shared or bookmarked with it. It stays in this tab, until the tab
 * is closed. Undefined if the page was opened without one.
 */
export function takeToken(): string | undefined {
  const given = /^#token=([\w-]+)$/.exec(location.hash)?.[1];
  if (given !== undefined) {
    sessionStorage.setItem(KEY, given);
    history.replaceState(null, '', location.pathname);
  }
  return given ?? sessionStorage.getItem(KEY) ?? undefined;
}
