import { joinEngine } from '../../src/local/join-engine';

// A process of its own that holds a lease until it is killed.
joinEngine(process.argv[2]!).then(({ endpoint, secret, pid }) => {
  console.log(JSON.stringify({ endpoint, secret, pid }));
  setInterval(() => {}, 1_000);
});
