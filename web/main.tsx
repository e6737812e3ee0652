import { render } from 'preact';
import { Api } from './api/ask';
import { takeToken } from './api/token';
import { App } from './app';

const token = takeToken();
const root = document.getElementById('explorer')!;
const { audit = '', since } = document.body.dataset;

render(
  token === undefined ? (
    <main class="empty">
      <h1>This page needs a key</h1>
      <p>Open the address that ddb-audit explore printed. Its end, after #, is the key to your audit.</p>
    </main>
  ) : (
    <App api={new Api(token)} audit={audit} since={since || undefined} />
  ),
  root,
);
