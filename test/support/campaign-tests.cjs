// The filter of `npm run campaigns`: the campaigns, and the test files that make random values with fast-check.
const { readFileSync } = require('node:fs');
const { sep } = require('node:path');

const isCampaign = (file) => file.includes(`${sep}test${sep}campaigns${sep}`);

module.exports = (files) => ({
  filtered: files.filter(
    (file) => isCampaign(file) || readFileSync(file, 'utf8').includes("from 'fast-check'"),
  ),
});
