// A message over each channel, every text of it given by the caller: plain ones to look at, hostile ones to be afraid
// of. The sandbox is one that looks at no credentials.
import crypto from 'node:crypto';
import http2 from 'node:http2';
import net from 'node:net';

const device = 'ab'.repeat(32);

/** Sends requests one by one over HTTP/2; `stop()` it at the end. */
export function start_sender({ port, ca }) {
  const session = http2.connect(`https://127.0.0.1:${port}`, { ca });
  const send = (path, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const stream = session.request({
        ':method': 'POST',
        ':path': path,
        'content-type': 'application/json',
        ...headers,
      });
      let status;
      stream.on('response', (answered) => (status = answered[':status']));
      stream.on('data', () => {});
      stream.on('end', () => resolve(status));
      stream.on('error', reject);
      stream.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
    });
  return { send, stop: () => session.close() };
}

/** RFC 8291, for a subscription that the sandbox handed out. */
export function encrypted(text, { p256dh, auth }) {
  const reader = Buffer.from(p256dh, 'base64url');
  const own = crypto.createECDH('prime256v1');
  const point = own.generateKeys();
  const salt = crypto.randomBytes(16);
  const derive = (secret, salted, info, bytes) => Buffer.from(crypto.hkdfSync('sha256', secret, salted, info, bytes));
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), reader, point]);
  const key = derive(own.computeSecret(reader), Buffer.from(auth, 'base64url'), info, 32);
  const content = derive(key, salt, 'Content-Encoding: aes128gcm\0', 16);
  const nonce = derive(key, salt, 'Content-Encoding: nonce\0', 12);
  const cipher = crypto.createCipheriv('aes-128-gcm', content, nonce);
  const sealed = Buffer.concat([
    cipher.update(Buffer.concat([Buffer.from(text), Buffer.from([2])])),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  const size = Buffer.from([0, 0, 0x10, 0]);
  return Buffer.concat([salt, size, Buffer.from([point.length]), point, sealed]);
}

async function subscription(sandbox) {
  const server = crypto.createECDH('prime256v1').generateKeys('base64url');
  const asked = { public_key: server, names: ['browser-one'], origin: '' };
  return (await sandbox.control('POST', 'subscriptions', asked)).subscriptions[0];
}

/** words: {title, text, link, name}. Whom each is for comes first; what the sandbox answered, second. */
export function every_message(sandbox, { send }, { title, text, link, name, html }) {
  const person = { email: 'ada@example.com', name };
  return {
    apns: () =>
      send(
        `/3/device/${device}`,
        { aps: { alert: { title, subtitle: text, body: text }, sound: name, badge: 2 }, 'action-url': link },
        {
          'apns-topic': 'com.example.app',
          'apns-push-type': 'alert',
          authorization: 'bearer very-secret-token',
        },
      ),
    fcm: () =>
      send('/v1/projects/demo/messages:send', {
        message: {
          token: 'phone-token:1',
          notification: { title, body: text, image: link },
          data: { action_url: link, more: name },
        },
      }),
    expo: () =>
      send('/--/api/v2/push/send', [
        { to: 'ExponentPushToken[one]', title, subtitle: name, body: text, data: { url: link } },
      ]),
    web_push: async () => {
      const { endpoint, keys } = await subscription(sandbox);
      return send(endpoint, encrypted(JSON.stringify({ id: '1', title, content: text, action_url: link }), keys), {
        ttl: '60',
        'content-encoding': 'aes128gcm',
        'content-type': 'application/octet-stream',
      });
    },
    sendgrid: () =>
      send('/v3/mail/send', {
        personalizations: [{ to: [person] }],
        from: { email: 'news@mail.example', name: 'The News' },
        subject: title,
        content: [
          { type: 'text/plain', value: `${text}\n\n${link}` },
          { type: 'text/html', value: html },
        ],
        headers: { 'X-Mark': text },
      }),
    ses: () =>
      send('/v2/email/outbound-emails', {
        FromEmailAddress: 'news@mail.example',
        Destination: { ToAddresses: ['bob@example.com'] },
        Content: { Simple: { Subject: { Data: title }, Body: { Text: { Data: text }, Html: { Data: html } } } },
      }),
    twilio: () =>
      send(
        '/2010-04-01/Accounts/AC1/Messages.json',
        new URLSearchParams({ To: '+4915112345678', From: '+15551234567', Body: text }).toString(),
        {
          'content-type': 'application/x-www-form-urlencoded',
          authorization: `Basic ${Buffer.from('key:secret').toString('base64')}`,
        },
      ),
    slack: () =>
      send('/services/T000/B000/one', {
        username: name,
        text: title,
        blocks: [
          { type: 'header', text: { type: 'plain_text', text: title } },
          {
            type: 'section',
            text: { type: 'mrkdwn', text: `*bold* _italic_ \`code\` <${link}|a link>\n&gt; quoted\n${text}` },
          },
          { type: 'divider' },
          { type: 'actions', elements: [{ type: 'button', text: { type: 'plain_text', text: 'Open' }, url: link }] },
        ],
      }),
    teams: () =>
      send('/workflows/one/two', {
        type: 'message',
        attachments: [
          {
            contentType: 'application/vnd.microsoft.card.adaptive',
            content: {
              type: 'AdaptiveCard',
              body: [
                { type: 'TextBlock', text: title, weight: 'Bolder', size: 'Medium' },
                { type: 'TextBlock', text: `${text} **bold** [a link](${link})` },
              ],
              actions: [{ type: 'Action.OpenUrl', title: 'Open', url: link }],
            },
          },
        ],
      }),
    ping: () =>
      send('/ping', {
        notifications: [{ id: crypto.randomUUID(), title, content: text, action_url: link, recipient: person }],
        total: 1,
      }),
    webhook: () =>
      send(
        `/hook/${encodeURIComponent(name)}`,
        { type: title, timestamp: '2026-11-28T09:00:00Z', data: { id: 'event-1', log: text, context: { notification_id: 'note-1', link } } },
        { 'webhook-id': 'event-1', 'webhook-timestamp': '1795862014', 'webhook-signature': 'v1,c2lnbmF0dXJl' },
      ),
    lost: () => send(`/nowhere/${encodeURIComponent(title)}`, text, { 'x-strange': encodeURIComponent(text) }),
    relayed: () => relay(sandbox.smtp_port, title, text, html),
  };
}

/** A mail over SMTP, in clear: the relay of a sandbox that looks at no credentials takes it. */
function relay(port, title, text, html) {
  const encoded = (words) => `=?UTF-8?B?${Buffer.from(words).toString('base64')}?=`;
  const part = (type, words) =>
    `--b\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(words).toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`;
  const mail = [
    'Date: Sat, 28 Nov 2026 09:00:00 +0000',
    'From: The Relay <relay@mail.example>',
    'To: cid@example.com',
    `Subject: ${encoded(title)}`,
    'Message-ID: <1@mail.example>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary=b',
    '',
    `${part('text/plain', text)}${part('text/html', html)}--b--`,
    '.',
  ].join('\r\n');
  const lines = [
    'EHLO test.example',
    'MAIL FROM:<relay@mail.example>',
    'RCPT TO:<cid@example.com>',
    'DATA',
    mail,
    'QUIT',
  ];
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1');
    let answers = '';
    socket.on('data', (bytes) => {
      answers += bytes;
      if (/^\d{3} .*\r\n$/m.test(String(bytes)) && lines.length > 0) socket.write(`${lines.shift()}\r\n`);
    });
    socket.on('close', () => resolve(/^250 2\.0\.0 /m.test(answers) ? 250 : answers));
    socket.on('error', reject);
  });
}
