import { html, raw } from 'hono/html';
import { PAGE_STYLE } from './page-style';

/**
 * Formats a page until its body: without scripts, and with a policy that keeps a browser from loading or running
 * anything, whatever a value in the page says.
 * @param style what the page adds to the style of all pages
 */
export const formatHead = (title: string, style = '') => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${raw(PAGE_STYLE + style)}</style>
</head>`;
