// One row a kind of token: what the client's methods are called, where they lead, a fresh payload, what tells
// two apart, and a body that breaks the rules.
import { freshDevice, freshName, sandbox } from './support.js';

const key = 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4';

export const tokenKinds = [
  {
    name: 'Apns',
    path: '/channels/mobile_push/apns/tokens',
    make: () => ({ deviceToken: freshDevice(), installationId: 'development' }),
    mark: (row) => row.deviceToken,
    bad: { body: { device_token: 'abc' }, field: 'device_token' },
  },
  {
    name: 'Fcm',
    path: '/channels/mobile_push/fcm/tokens',
    make: () => ({ deviceToken: freshDevice() }),
    mark: (row) => row.deviceToken,
    bad: { body: { device_token: 'abc' }, field: 'device_token' },
  },
  {
    name: 'Expo',
    path: '/channels/mobile_push/expo/tokens',
    make: () => ({ deviceToken: `ExponentPushToken[${freshDevice()}]` }),
    mark: (row) => row.deviceToken,
    bad: { body: { device_token: '' }, field: 'device_token' },
  },
  {
    name: 'Slack',
    path: '/channels/slack/tokens',
    make: () => ({ webhook: { url: `${sandbox}/services/${freshName('hook')}` } }),
    mark: (row) => row.webhook?.url,
    bad: { body: { channel: 'general' }, field: '(root)' },
  },
  {
    name: 'Teams',
    path: '/channels/teams/tokens',
    make: () => ({ webhook: { url: `${sandbox}/webhookb2/${freshName('hook')}` } }),
    mark: (row) => row.webhook?.url,
    bad: { body: { webhook: { url: 'http://10.0.0.1/' } }, field: 'webhook.url' },
  },
  {
    name: 'WebPush',
    path: '/channels/web_push/tokens',
    make: () => ({
      endpoint: `https://updates.push.services.mozilla.com/wpush/v2/${freshName('push')}`,
      keys: { auth: 'BTBZMqHH6r4Tts7J_aSIgg', p256dh: key },
    }),
    mark: (row) => row.endpoint,
    bad: { body: { endpoint: 'nowhere', keys: { auth: 'a', p256dh: key } }, field: 'endpoint' },
  },
  {
    name: 'Inbox',
    path: '/channels/in_app/inbox/tokens',
    make: () => ({ token: freshDevice(), connectionId: null }),
    mark: (row) => row.token,
    bad: { body: { token: 'abc' }, field: 'token' },
  },
];

/** snake_case, as it goes over the wire; for bodies that are sent without the client. */
export function toWire(value) {
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`),
      toWire(one),
    ]),
  );
}
