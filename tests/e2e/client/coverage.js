// After the suite: fails when the official client has a method that nobody called and nobody excused.
import { readFileSync } from 'node:fs';

import { Client as ProjectClient } from 'magicbell-js/project-client';
import { Client as UserClient } from 'magicbell-js/user-client';

import { namesOf } from './called.js';

const excused = [
  [/\.workflows\./, 'workflows are not built yet'],
  [/Eventsource/, 'the eventsource integration is not built yet'],
  [/MagicbellSlackbot/, "the vendor's own Slack app is theirs alone"],
];

const called = new Set(readFileSync(process.env.CALLED, 'utf8').split('\n'));
const all = [
  ...namesOf('project', new ProjectClient({ token: 'none' })),
  ...namesOf('user', new UserClient({ token: 'none' })),
];
const isExcused = (name) => excused.some(([pattern]) => pattern.test(name));
const missing = all.filter((name) => !called.has(name) && !isExcused(name));
const needless = all.filter((name) => called.has(name) && isExcused(name));
for (const name of missing) console.log(`never called: ${name}`);
for (const name of needless) console.log(`called, and yet excused: ${name}`);
console.log(`${all.length} methods, ${all.filter((name) => called.has(name)).length} called`);
process.exitCode = missing.length + needless.length ? 1 : 0;
