// Device tokens of both kinds, from the user's side and from the project's.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, test } from 'node:test';

import * as suite from './support.js';

const kinds = [
  { name: 'Apns', path: '/channels/mobile_push/apns/tokens' },
  { name: 'Fcm', path: '/channels/mobile_push/fcm/tokens' },
];

for (const { name, path } of kinds) {
  describe(`${name} tokens`, () => {
    const own = suite.userClient().channels;
    const theirs = suite.projectClient().channels;
    let userId;

    /** Saves a fresh device; its row as the user's list shows it. */
    async function saveOne() {
      const deviceToken = suite.freshDevice();
      const { data: saved, metadata } = await own[`save${name}Token`]({ deviceToken });
      assert.equal(metadata.status, 200);
      assert.equal(saved.deviceToken, deviceToken);
      const { data: page } = await own[`list${name}Tokens`]({ limit: 100 });
      const row = page.data.find((each) => each.deviceToken === deviceToken);
      assert.ok(row, 'the saved token is in the list');
      return row;
    }

    before(async () => {
      const { data: page } = await suite.projectClient().users.listUsers({ query: suite.userExternalId });
      userId = page.data.find((row) => row.externalId === suite.userExternalId).id;
    });

    test('the user saves, lists, fetches and discards one', async () => {
      const row = await saveOne();
      assert.match(row.id, suite.uuid);
      assert.match(row.createdAt, suite.rfc3339);
      const { data: fetched } = await own[`fetch${name}Token`](row.id);
      assert.equal(fetched.deviceToken, row.deviceToken);
      const { data: gone } = await own[`delete${name}Token`](row.id);
      assert.equal(gone.id, row.id);
      assert.match(gone.discardedAt, suite.rfc3339);
      const { data: again } = await own[`delete${name}Token`](row.id);
      assert.deepEqual(again, gone);
      assert.equal((await own[`fetch${name}Token`](row.id)).data.discardedAt, gone.discardedAt);
    });

    test('the project lists, fetches and discards it', async () => {
      const row = await saveOne();
      const { data: page } = await theirs[`listUser${name}Tokens`](userId, { limit: 100 });
      assert.ok(page.data.some((each) => each.id === row.id && each.deviceToken === row.deviceToken));
      const { data: fetched } = await theirs[`fetchUser${name}Token`](userId, row.id);
      assert.equal(fetched.deviceToken, row.deviceToken);
      const { data: gone } = await theirs[`deleteUser${name}Token`](userId, row.id);
      assert.equal(gone.id, row.id);
      assert.match(gone.discardedAt, suite.rfc3339);
    });

    test('saving a discarded token again revives the same row', async () => {
      const row = await saveOne();
      await own[`delete${name}Token`](row.id);
      await own[`save${name}Token`]({ deviceToken: row.deviceToken });
      const { data: revived } = await own[`fetch${name}Token`](row.id);
      assert.equal(revived.discardedAt ?? null, null);
    });

    test('POST saves too, and the answer fits the older clients', async () => {
      const body = { device_token: suite.freshDevice(), installation_id: 'development' };
      const saved = await suite.call('POST', path, { token: suite.userToken, body });
      assert.equal(saved.status, 201);
      assert.match(saved.body.id, suite.uuid);
      assert.equal(saved.body.device_token, body.device_token);
      assert.equal(saved.body.installation_id, 'development');
      assert.equal(saved.body.data.device_token, body.device_token);
      assert.equal(saved.body.metadata.id, saved.body.id);
    });

    test('an unknown token is missing, and so is one of another user', async () => {
      await assert.rejects(own[`fetch${name}Token`](randomUUID()), suite.refusal(404));
      await assert.rejects(own[`delete${name}Token`](randomUUID()), suite.refusal(404));
      const row = await saveOne();
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

    test('a device token that is too short is refused', async () => {
      const short = await suite.call('PUT', path, { token: suite.userToken, body: { device_token: 'abc' } });
      assert.equal(short.status, 422);
      assert.match(short.body.errors[0].message, /Param 'device_token'/);
    });
  });
}
