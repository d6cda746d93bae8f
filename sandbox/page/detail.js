// One message: who it is for, how it ended, and tabs: as the person sees it, what else it says, what was sent.

import { channelName, clock, copyButton, el } from './dom.js';
import { banner, bubble } from './device.js';
import { chat } from './chat.js';
import { headers, mailHtml, mailText } from './mail.js';
import { rawRequest, requestView, structured } from './raw.js';

// Each look's tabs: [name, maker]; the first is what is seen first.
const looks = {
  mail: (message) => [
    message.shown.has_html ? ['HTML', () => mailHtml(message)] : null,
    ['Text', () => mailText(message)],
    ['Headers', () => headers(message)],
  ],
  banner: (message) => [['Preview', () => banner(message)], payload(message)],
  bubble: (message) => [['Preview', () => bubble(message)]],
  chat: (message) => [['Preview', () => chat(message)], payload(message)],
  request: (message) => [['Preview', () => requestView(message)]],
};

function payload(message) {
  return message.shown.payload ? ['Payload', () => structured(message.shown.payload)] : null;
}

function tabs(message) {
  const made = [
    ...(looks[message.shown.look] ?? looks.request)(message),
    ['Raw request', () => rawRequest(message)],
  ].filter(Boolean);
  const panel = el('div', { class: 'panel', role: 'tabpanel', id: 'panel', tabindex: '0' });
  const strip = el('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Ways to see it' });
  const buttons = made.map(([name, make], at) =>
    el(
      'button',
      { type: 'button', role: 'tab', 'aria-controls': 'panel', id: `tab-${at}`, onclick: () => choose(at) },
      name,
    ),
  );
  const choose = (chosen) => {
    buttons.forEach((button, at) => {
      button.setAttribute('aria-selected', String(at === chosen));
      button.tabIndex = at === chosen ? 0 : -1;
    });
    panel.setAttribute('aria-labelledby', `tab-${chosen}`);
    panel.replaceChildren(made[chosen][1]());
  };
  strip.addEventListener('keydown', (event) => {
    const steps = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!steps) return;
    event.preventDefault();
    const at = (buttons.indexOf(document.activeElement) + steps + buttons.length) % buttons.length;
    choose(at);
    buttons[at].focus();
  });
  strip.append(...buttons);
  choose(0);
  return [strip, panel];
}

function ending(message) {
  const words = message.status ? `${message.status} ${message.reason}`.trim() : `no answer: ${message.reason}`;
  return el('span', { class: message.is_taken ? 'chip good' : 'chip bad' }, words);
}

function identifier(name, value) {
  return value ? el('div', {}, el('dt', {}, name), el('dd', {}, el('code', {}, value), copyButton(value))) : null;
}

export function renderDetail(into, message) {
  const { shown } = message;
  const why = message.raw.answer.detail;
  into.replaceChildren(
    el('a', { href: '#', class: 'back' }, '← All messages'),
    el(
      'header',
      { class: 'head', 'data-channel': message.channel },
      el(
        'p',
        { class: 'chips' },
        el('span', { class: 'chip channel' }, channelName(message.channel)),
        message.label.toLowerCase() === channelName(message.channel).toLowerCase() ? null : el('span', { class: 'chip' }, message.label),
        ending(message),
        clock(message.at),
      ),
      el('h2', {}, shown.title || `${channelName(message.channel)} to ${message.to || 'nobody'}`),
      el(
        'dl',
        { class: 'ids' },
        identifier('To', message.to),
        shown.from ? el('div', {}, el('dt', {}, 'From'), el('dd', {}, shown.from)) : null,
        identifier('Notification', message.notification_id),
        identifier('Delivery', message.delivery_id),
      ),
      why ? el('p', { class: message.is_taken ? 'note' : 'why' }, why) : null,
      shown.note ? el('p', { class: 'note' }, shown.note) : null,
    ),
    ...tabs(message),
  );
  into.dataset.id = message.id;
}

export function renderGone(into) {
  into.replaceChildren(
    el(
      'div',
      { class: 'nothing' },
      el('h2', {}, 'This message has left'),
      el('p', {}, 'The sandbox keeps the last ones only, and forgets them all when it is told to.'),
      el('p', {}, el('a', { href: '#', class: 'button' }, 'Show all')),
    ),
  );
  delete into.dataset.id;
}

export function renderInvitation(into) {
  const key = (name, what) => el('div', {}, el('dt', {}, el('kbd', {}, name)), el('dd', {}, what));
  into.replaceChildren(
    el(
      'div',
      { class: 'nothing quiet' },
      el('p', {}, 'Choose a message to see it as its reader does.'),
      el(
        'dl',
        { class: 'keys' },
        key('j', 'next message'),
        key('k', 'the one before'),
        key('/', 'search'),
        key('p', 'pause, go on'),
        key('Esc', 'back'),
      ),
    ),
  );
  delete into.dataset.id;
}
