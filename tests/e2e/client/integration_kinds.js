// One row a kind of integration the client knows: its methods' name, the kind, a config for a given natural
// key, the field that is that key (none: a project has one of the kind), and the secrets no list may show.
import { generateKeyPairSync } from 'node:crypto';

import { appleKey, googleKey } from './support.js';

const from = { email: 'hello@example.com', name: 'Example' };

const apns = (appId) => ({
  appId,
  badge: 'unseen',
  certificate: appleKey(),
  keyId: 'CLIENTKEY1',
  teamId: 'CLIENTTEAM',
});

const fcm = (projectId) => ({
  type: 'service_account',
  projectId,
  privateKeyId: 'client-key',
  privateKey: googleKey(),
  clientEmail: `push@${projectId}.iam.gserviceaccount.com`,
  clientId: '100000000000000000002',
  authUri: 'https://accounts.google.com/o/oauth2/auth',
  tokenUri: 'https://oauth2.googleapis.com/token',
  authProviderX509CertUrl: 'https://www.googleapis.com/oauth2/v1/certs',
  clientX509CertUrl: 'https://www.googleapis.com/robot/v1/metadata/x509/push',
  universeDomain: 'googleapis.com',
});

export const slack = (appId) => ({
  appId,
  clientId: '1234567890.1234567890',
  clientSecret: 'c0de9f41c0de9f41c0de9f41c0de9f41',
  signingSecret: '9f41c0de9f41c0de9f41c0de9f41c0de',
});

export const inbox = () => ({
  images: { emptyInboxUrl: 'https://example.com/empty.png' },
  locale: 'en',
  theme: {
    header: {
      backgroundColor: '#fff',
      borderRadius: '8px',
      fontFamily: 'inherit',
      fontSize: '16px',
      textColor: '#111',
    },
    unseenBadge: { backgroundColor: '#d00' },
  },
});

export function webPush() {
  const { x, y, d } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const point = [Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
  return { publicKey: Buffer.concat(point).toString('base64url'), privateKey: d };
}

export const integrationKinds = [
  { name: 'Apns', config: apns, key: 'appId', keys: ['com.one', 'com.two'], secrets: ['certificate'] },
  { name: 'Fcm', config: fcm, key: 'projectId', keys: ['client-1', 'client-2'], secrets: ['privateKey'] },
  {
    name: 'Slack',
    config: slack,
    key: 'appId',
    keys: ['A1', 'A2'],
    secrets: ['clientSecret', 'signingSecret'],
  },
  { name: 'Expo', config: () => ({ accessToken: 'expo-access-token' }), secrets: ['accessToken'] },
  {
    name: 'Github',
    config: () => ({ webhookSigningSecret: 'github-secret' }),
    secrets: ['webhookSigningSecret'],
  },
  {
    name: 'Stripe',
    config: () => ({ webhookSigningSecret: 'whsec_secret' }),
    secrets: ['webhookSigningSecret'],
  },
  { name: 'Inbox', config: inbox, secrets: [] },
  {
    name: 'Mailgun',
    config: () => ({ apiKey: 'mailgun-key', domain: 'mg.example.com', region: 'eu', from }),
    secrets: ['apiKey'],
  },
  {
    name: 'PingEmail',
    kind: 'ping_email',
    config: () => ({ url: 'https://mail.example.com/notify' }),
    secrets: [],
  },
  { name: 'Sendgrid', config: () => ({ apiKey: 'sendgrid-key', from, replyTo: from }), secrets: ['apiKey'] },
  {
    name: 'Ses',
    config: () => ({ keyId: 'AKIAEXAMPLE', secretKey: 'ses-secret', region: 'eu-central-1', from }),
    secrets: ['secretKey'],
  },
  {
    name: 'Smtp',
    isNewer: true,
    config: () => ({
      host: 'mail.example.com',
      port: 587,
      username: 'bell',
      password: 'smtp-secret',
      from,
      security: 'starttls',
    }),
    secrets: ['password'],
  },
  {
    name: 'Twilio',
    config: () => ({ accountSid: 'AC1', apiKey: 'SK1', apiSecret: 'twilio-secret', from: '+15005550006' }),
    secrets: ['apiSecret'],
  },
  { name: 'WebPush', kind: 'web_push', config: webPush, secrets: ['privateKey'] },
].map((row) => ({ kind: row.name.toLowerCase(), keys: [undefined], ...row }));
