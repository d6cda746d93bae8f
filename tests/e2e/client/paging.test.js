// Both vocabularies of paging: the client's (limit, starting_after, ending_before) and the older page[...].
import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import * as suite from './support.js';

const { users, broadcasts } = suite.projectClient();
const ids = (page) => page.data.map((row) => row.id);
const parameter = (link, name) => new URL(link).searchParams.get(name);

before(async () => {
  for (let i = 0; i < 5; ++i) {
    const recipients = [{ externalId: suite.userExternalId }];
    await broadcasts.createBroadcast({ title: `page ${i}`, recipients });
    await users.saveUser({ externalId: suite.freshName('paged') });
  }
});

for (const [what, list] of [
  ['broadcasts', (params) => broadcasts.listBroadcasts(params)],
  ['users', (params) => users.listUsers(params)],
]) {
  test(`the client walks ${what} forth and back`, async () => {
    const { data: whole } = await list({ limit: 4 });
    const { data: first } = await list({ limit: 2 });
    assert.deepEqual(ids(first), ids(whole).slice(0, 2));
    assert.equal(first.links.prev ?? null, null);
    assert.ok(first.links.first.startsWith(`${suite.base}/${what}?`), first.links.first);

    const startingAfter = parameter(first.links.next, 'starting_after');
    const { data: second } = await list({ limit: 2, startingAfter });
    assert.deepEqual(ids(second), ids(whole).slice(2, 4));
    const endingBefore = parameter(second.links.prev, 'ending_before');
    const { data: back } = await list({ limit: 2, endingBefore });
    assert.deepEqual(ids(back), ids(first));
  });
}

test('the older vocabulary gives the same pages, percent-encoded or not', async () => {
  const { data: expected } = await broadcasts.listBroadcasts({ limit: 4 });
  for (const size of ['page%5Bsize%5D=2', 'page[size]=2']) {
    const { body: first } = await suite.call('GET', `/broadcasts?${size}`);
    assert.deepEqual(ids(first), ids(expected).slice(0, 2));
    assert.ok(parameter(first.links.next, 'page[after]'), first.links.next);
    const { body: second } = await suite.call('GET', first.links.next);
    assert.deepEqual(ids(second), ids(expected).slice(2, 4));
    const { body: back } = await suite.call('GET', second.links.prev);
    assert.deepEqual(ids(back), ids(first));
  }
});

test('following next to the end gives every row once', async () => {
  const rows = await suite.walk('/users?limit=3');
  assert.ok(rows.length >= 5);
  assert.equal(new Set(rows.map((row) => row.id)).size, rows.length);
});

test('both vocabularies at once and cursors of nobody are bad requests', async () => {
  for (const query of ['limit=2&page[size]=2', 'starting_after=nonsense', 'page[before]=nonsense']) {
    const { status, body } = await suite.call('GET', `/broadcasts?${query}`);
    assert.equal(status, 400, query);
    assert.ok(body.errors[0].message);
  }
});

test('a page size out of range is clamped', async () => {
  assert.equal((await broadcasts.listBroadcasts({ limit: 0 })).data.data.length, 1);
  assert.ok((await broadcasts.listBroadcasts({ limit: 1000 })).data.data.length >= 5);
});
