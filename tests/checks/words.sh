#!/bin/bash
# Every key of the language packs that C speaks of stands in both packs: a text literal of lower-case words with dots
# ("listing.error.title_missing"), or the start of a key that is put together ("error.title.%s").
# An area's own word for the audit log ("request.expire") has its text under permission.
# A literal is a key unless it is the name of a file, an action of catalogues/permissions.csv, or stands in the list below. Each
# action has a word in both packs, permission.ACTION. Comments do not count.
set -uo pipefail
cd "$(dirname "$0")/../.."
node - $(find src -name '*.[ch]' | LC_ALL=C sort) <<'JS'
const fs = require('fs');
const notKeys = new Set(['file.most_mb.document', 'file.most_mb.film', 'file.most_mb.image', 'fit.weights', 'sample.unfinished', 'request.term_days', 'request.reminder_days']); // names of settings
const fileName = /\.(c|h|db|csv|css|js|json|md|mustache|sql|svg|txt|xlsx|xml|gz|br)$/;
const packs = {};
for (const language of ['zh-CN', 'en']) {
  const keys = packs[language] = new Set();
  const walk = (object, path) => {
    for (const [name, value] of Object.entries(object)) {
      const key = path + name;
      if (typeof value === 'string') { keys.add(key); } else { keys.add(key + '.'); walk(value, key + '.'); }
    }
  };
  walk(JSON.parse(fs.readFileSync(`ui/i18n/${language}.json`, 'utf8')), '');
}
const actions = new Set(fs.readFileSync('catalogues/permissions.csv', 'utf8').split('\n').slice(1).map((line) => line.split(',')[0]).filter(Boolean));
let used = 0;
const faults = new Set();
const look = (file, key, whole) => {
  used++;
  for (const [language, keys] of Object.entries(packs)) {
    if (!keys.has(key) && !keys.has(`permission.${key}`)) { faults.add(`${file}: "${whole}" is not in ui/i18n/${language}.json`); }
  }
};
for (const file of process.argv.slice(2)) {
  const code = fs.readFileSync(file, 'utf8').replace(/\/\*[^]*?\*\//g, ' ');
  for (const [, key] of code.matchAll(/"([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)"/g)) {
    if (!notKeys.has(key) && !actions.has(key) && !fileName.test(key)) { look(file, key, key); }
  }
  for (const [, start] of code.matchAll(/"([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*\.)%s"/g)) { look(file, start, start + '%s'); }
}
for (const action of actions) { look('catalogues/permissions.csv', `permission.${action}`, action); }
for (const fault of faults) { console.log('# ' + fault); }
const enough = used >= 200; // fewer: the search itself no longer finds them
if (!enough) { console.log(`# only ${used} keys were found in C`); }
const good = faults.size === 0 && enough;
console.log((good ? 'ok' : 'not ok') + ' - every key that C speaks of stands in both language packs');
process.exit(good ? 0 : 1);
JS
