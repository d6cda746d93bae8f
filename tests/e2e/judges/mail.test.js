// The vendors' own Node clients, @sendgrid/mail, mailgun.js, @aws-sdk/client-sesv2, and nodemailer, against the sandbox's
// desks for e-mail.
import assert from 'node:assert/strict';
import https from 'node:https';
import { after, before, test } from 'node:test';
import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import sendgrid_client from '@sendgrid/client';
import sendgrid from '@sendgrid/mail';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import FormData from 'form-data';
import Mailgun from 'mailgun.js';
import nodemailer from 'nodemailer';
import { start_bridge } from './h1_bridge.js';
import { start_sandbox } from './sandbox.js';

const aws = { key_id: 'AKIDEXAMPLE', secret_key: 'wJalrXUtnFEMI/K7MDENG', session_token: 'session/token==' };
let sandbox;
let bridge;
let agent;

before(async () => {
  sandbox = await start_sandbox();
  bridge = await start_bridge(sandbox);
  agent = new https.Agent({ ca: sandbox.ca });
  https.globalAgent.options.ca = sandbox.ca; // axios uses it where it is given none
  await sandbox.control('PUT', 'credentials', {
    sendgrid: [{ api_key: 'SG.key' }],
    mailgun: [{ domain: 'mg.example.com', api_key: 'key' }],
    ses: [aws],
    smtp: [{ username: 'mailer', password: 'pass' }],
  });
  sendgrid_client.setApiKey('SG.key');
  sendgrid_client.setDefaultRequest('baseUrl', bridge.origin);
  sendgrid.setClient(sendgrid_client);
});
after(async () => {
  agent.destroy();
  https.globalAgent.destroy();
  bridge.stop();
  assert.equal(await sandbox.stop(), 0);
});

const people = (count) => Array.from({ length: count }, (_, at) => `p${at}@x.example.com`);
const mail = (changes = {}) => ({
  to: 'ada@x.example.com',
  from: { email: 'news@mail.example.com', name: 'News' },
  subject: 'Hello, é',
  text: 'World',
  html: '<p>World</p>',
  ...changes,
});

test('SendGrid: mails to many are accepted, each its own delivery', async () => {
  const [response] = await sendgrid.sendMultiple(mail({ to: people(100), customArgs: { nid: 'n-1' } }));
  assert.equal(response.statusCode, 202);
  assert.ok(response.headers['x-message-id']);
  const counts = await sandbox.control('GET', 'counts');
  assert.equal(counts.sendgrid['202'], 100);
});

test('SendGrid: every option of the client passes', async () => {
  const [response] = await sendgrid.send(
    mail({
      replyTo: 'desk@mail.example.com', cc: 'c@x.example.com', bcc: 'b@x.example.com', headers: { 'X-Mine': 'yes' },
      categories: ['a', 'b'], customArgs: { nid: 'n' }, sendAt: 1900000000, asm: { groupId: 1 }, ipPoolName: 'pool',
      mailSettings: { sandboxMode: { enable: false } }, trackingSettings: { clickTracking: { enable: false } },
      attachments: [{ content: 'eA==', filename: 'a.txt', type: 'text/plain', disposition: 'attachment' }],
    }),
  );
  assert.equal(response.statusCode, 202);
});

test('SendGrid: refusals reach the client as SendGrid words them', async () => {
  await assert.rejects(sendgrid.send(mail({ to: 'sbx-UNAUTHORIZED-1@x.example.com' })), (error) => {
    assert.equal(error.code, 401);
    assert.match(error.response.body.errors[0].message, /authorization grant is invalid/);
    return true;
  });
  await assert.rejects(sendgrid.send(mail({ to: 'no address' })), (error) => {
    assert.equal(error.code, 400);
    assert.equal(error.response.body.errors[0].field, 'personalizations.0.to.0.email');
    return true;
  });
});

test('Mailgun: batches with recipient variables are accepted', async () => {
  const client = new Mailgun(FormData).client({ username: 'api', key: 'key', url: bridge.origin });
  const to = people(50);
  const variables = Object.fromEntries(to.map((each, at) => [each, { nid: `n-${at}` }]));
  const sent = await client.messages.create('mg.example.com', {
    from: 'News <news@mg.example.com>', to, subject: 'Hello %recipient.nid%', text: 'World', html: '<p>World</p>',
    'recipient-variables': JSON.stringify(variables), 'v:nid': '%recipient.nid%', 'o:tag': ['a', 'b'], 'o:tracking': 'no',
    'h:Reply-To': 'desk@mg.example.com',
  });
  assert.equal(sent.status, 200);
  assert.match(sent.id, /^<.*@mg\.example\.com>$/);
  const counts = await sandbox.control('GET', 'counts');
  assert.equal(counts.mailgun['200'], 50);
});

test('Mailgun: refusals reach the client as Mailgun words them', async () => {
  const client = (key) => new Mailgun(FormData).client({ username: 'api', key, url: bridge.origin });
  const message = { from: 'news@mg.example.com', to: 'ada@x.example.com', subject: 'Hello', text: 'World' };
  await assert.rejects(client('other').messages.create('mg.example.com', message), { status: 401 });
  await assert.rejects(client('key').messages.create('other.example.com', message), { status: 404 });
  await assert.rejects(client('key').messages.create('mg.example.com', { ...message, to: 'no address' }), (error) => {
    assert.equal(error.status, 400);
    assert.match(error.details, /'to' parameter is not a valid address/);
    return true;
  });
});

function ses(credentials = {}) {
  return new SESv2Client({
    region: 'eu-west-1',
    endpoint: bridge.origin,
    maxAttempts: 1,
    credentials: {
      accessKeyId: aws.key_id, secretAccessKey: aws.secret_key, sessionToken: aws.session_token, ...credentials,
    },
    requestHandler: new NodeHttpHandler({ httpsAgent: agent }),
  });
}
const simple = (changes = {}) =>
  new SendEmailCommand({
    FromEmailAddress: 'News <news@mail.example.com>',
    Destination: { ToAddresses: ['ada@x.example.com'] },
    ReplyToAddresses: ['desk@mail.example.com'],
    Content: {
      Simple: {
        Subject: { Data: 'Hello, é', Charset: 'UTF-8' },
        Body: { Text: { Data: 'World' }, Html: { Data: '<p>World</p>' } },
        Headers: [{ Name: 'List-Unsubscribe', Value: '<https://n.example.com/u/t>' }],
      },
    },
    EmailTags: [{ Name: 'nid', Value: 'n-1' }],
    ConfigurationSetName: 'carillon',
    ...changes,
  });

test('SES: what the SDK signs is accepted', async () => {
  const { MessageId } = await ses().send(simple());
  assert.ok(MessageId);
});

test('SES: refusals reach the client under their names', async () => {
  await assert.rejects(ses({ secretAccessKey: 'other' }).send(simple()), { name: 'SignatureDoesNotMatch' });
  await assert.rejects(ses({ accessKeyId: 'OTHER' }).send(simple()), { name: 'UnrecognizedClientException' });
  const to = (address) => simple({ Destination: { ToAddresses: [address] } });
  for (const name of ['MessageRejected', 'AccountSuspendedException', 'TooManyRequestsException', 'SendingPausedException']) {
    await assert.rejects(ses().send(to(`sbx-${name}-1@x.example.com`)), { name });
  }
  await assert.rejects(ses().send(to('no address')), { name: 'BadRequestException' });
});

function relay(changes = {}) {
  return nodemailer.createTransport({
    host: '127.0.0.1',
    port: sandbox.smtp_port,
    requireTLS: true,
    tls: { ca: sandbox.ca, servername: 'localhost' },
    auth: { user: 'mailer', pass: 'pass' },
    ...changes,
  });
}

test('SMTP: nodemailer is taken, by STARTTLS and by TLS from the first byte', async () => {
  const plain = relay();
  const info = await plain.sendMail(mail({ to: 'Ada <ada@x.example.com>', from: 'News <news@mail.example.com>' }));
  assert.match(info.response, /^250 2\.0\.0 queued/);
  const secure = relay({ port: sandbox.smtps_port, secure: true, requireTLS: false });
  assert.equal((await secure.sendMail(mail({ from: 'news@mail.example.com' }))).accepted.length, 1);
});

test('SMTP: refusals reach the client with their codes', async () => {
  await assert.rejects(relay({ auth: { user: 'mailer', pass: 'no' } }).sendMail(mail()), { responseCode: 535 });
  await assert.rejects(relay({ auth: undefined }).sendMail(mail()), { responseCode: 530 });
  const to = (key) => relay().sendMail(mail({ to: `sbx-${key}-1@x.example.com` }));
  await assert.rejects(to('NO_SUCH_USER'), { responseCode: 550 });
  await assert.rejects(to('SPAM'), { responseCode: 554 });
});
