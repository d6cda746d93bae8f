// Tokens of every kind, from the user's side and from the project's.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, test } from 'node:test';

import * as suite from './support.js';
import { tokenKinds, toWire } from './token_kinds.js';

for (const { name, path, make, mark, bad } of tokenKinds) {
  describe(`${name} tokens`, () => {
    const own = suite.userClient().channels;
    const theirs = suite.projectClient().channels;
    let userId;

    /** Saves a fresh one; its row as the user's list shows it. */
    async function saveOne() {
      const payload = make();
      const { data: saved, metadata } = await own[`save${name}Token`](payload);
      assert.equal(metadata.status, 200);
      assert.equal(mark(saved), mark(payload));
      const { data: page } = await own[`list${name}Tokens`]({ limit: 100 });
      const row = page.data.find((each) => mark(each) === mark(payload));
      assert.ok(row, 'the saved token is in the list');
      return { row, payload };
    }

    before(async () => {
      const { data: page } = await suite.projectClient().users.listUsers({ query: suite.userExternalId });
      userId = page.data.find((row) => row.externalId === suite.userExternalId).id;
    });

    test('the user saves, lists, fetches and discards one', async () => {
      const { row, payload } = await saveOne();
      assert.match(row.id, suite.uuid);
      assert.match(row.createdAt, suite.rfc3339);
      const { data: fetched } = await own[`fetch${name}Token`](row.id);
      for (const field of Object.keys(payload)) assert.deepEqual(fetched[field], payload[field], field);
      const { data: gone } = await own[`delete${name}Token`](row.id);
      assert.equal(gone.id, row.id);
      assert.match(gone.discardedAt, suite.rfc3339);
      const { data: again } = await own[`delete${name}Token`](row.id);
      assert.deepEqual(again, gone);
      assert.equal((await own[`fetch${name}Token`](row.id)).data.discardedAt, gone.discardedAt);
    });

    test('the project lists, fetches and discards it', async () => {
      const { row } = await saveOne();
      const { data: page } = await theirs[`listUser${name}Tokens`](userId, { limit: 100 });
      assert.ok(page.data.some((each) => each.id === row.id && mark(each) === mark(row)));
      const { data: fetched } = await theirs[`fetchUser${name}Token`](userId, row.id);
      assert.equal(mark(fetched), mark(row));
      const { data: gone } = await theirs[`deleteUser${name}Token`](userId, row.id);
      assert.equal(gone.id, row.id);
      assert.match(gone.discardedAt, suite.rfc3339);
    });

    test('saving a discarded token again revives the same row', async () => {
      const { row, payload } = await saveOne();
      await own[`delete${name}Token`](row.id);
      await own[`save${name}Token`](payload);
      const { data: revived } = await own[`fetch${name}Token`](row.id);
      assert.equal(revived.discardedAt ?? null, null);
    });

    test('POST saves too, and the answer fits the older clients', async () => {
      const body = toWire(make());
      const saved = await suite.call('POST', path, { token: suite.userToken, body });
      assert.equal(saved.status, 201);
      assert.match(saved.body.id, suite.uuid);
      for (const field of Object.keys(body)) {
        assert.deepEqual(saved.body[field] ?? null, body[field], field);
        assert.deepEqual(saved.body.data[field] ?? null, body[field], field);
      }
      assert.equal(saved.body.metadata.id, saved.body.id);
      assert.equal(saved.body.metadata.created_at, saved.body.created_at);
    });

    test('an unknown token is missing, and so is one of another user', async () => {
      await assert.rejects(own[`fetch${name}Token`](randomUUID()), suite.refusal(404));
      await assert.rejects(own[`delete${name}Token`](randomUUID()), suite.refusal(404));
      const { row } = await saveOne();
      const made = await suite.call('POST', '/jwt/user', { body: { external_id: suite.freshName('other') } });
      const others = suite.userClient(made.body.token).channels;
      await assert.rejects(others[`fetch${name}Token`](row.id), suite.refusal(404));
      await assert.rejects(others[`delete${name}Token`](row.id), suite.refusal(404));
      assert.equal((await own[`fetch${name}Token`](row.id)).data.discardedAt ?? null, null);
    });

    test('a project token may not act as a user', async () => {
      const asProject = suite.userClient(suite.projectToken).channels;
      await assert.rejects(asProject[`list${name}Tokens`](), suite.refusal(401));
    });

    test('one that breaks the rules is refused, and the field named', async () => {
      const refused = await suite.call('PUT', path, { token: suite.userToken, body: bad.body });
      assert.equal(refused.status, 422);
      const { message } = refused.body.errors[0];
      assert.ok(message.startsWith(`Param '${bad.field}'`), message);
    });
  });
}
