// A mail. Its HTML comes from an address of its own, whose policy lets nothing run or load, into a frame that has no
// origin, no scripts and no forms.

import { bytes, el, link } from './dom.js';

export function mailHtml(message) {
  const address = `/messages/${message.id}/html`;
  const frame = el('iframe', {
    title: 'The mail',
    class: 'paper',
    sandbox: 'allow-popups allow-popups-to-escape-sandbox',
    referrerpolicy: 'no-referrer',
    src: address,
  });
  const box = el('div', { class: 'mail', 'data-width': 'wide' }, frame);
  const width = (name, words) =>
    el(
      'button',
      {
        type: 'button',
        'aria-pressed': String(name === 'wide'),
        onclick: (event) => {
          box.dataset.width = name;
          for (const each of event.target.parentElement.querySelectorAll('[aria-pressed]'))
            each.setAttribute('aria-pressed', String(each === event.target));
        },
      },
      words,
    );
  const pictures = el('input', {
    type: 'checkbox',
    onchange: (event) => (frame.src = address + (event.target.checked ? '?images=all' : '')),
  });
  return el(
    'div',
    {},
    el(
      'div',
      { class: 'tools' },
      el(
        'span',
        { class: 'switch', role: 'group', 'aria-label': 'Width' },
        width('wide', 'Desktop'),
        width('narrow', 'Phone'),
      ),
      el('label', {}, pictures, ' Load pictures from elsewhere'),
    ),
    box,
    files(message),
  );
}

function files(message) {
  if (message.shown.attachments.length === 0) return null;
  return el(
    'ul',
    { class: 'files' },
    message.shown.attachments.map((each) =>
      el('li', {}, el('strong', {}, each.name || 'no name'), ` ${each.type}, ${bytes(each.bytes)}`),
    ),
  );
}

const address = /https?:\/\/[^\s<>"')\]]+/g;

// Plain text, with its web addresses as links.
export function linked(text) {
  const pieces = [];
  let at = 0;
  for (const found of text.matchAll(address)) {
    pieces.push(text.slice(at, found.index), link(found[0]));
    at = found.index + found[0].length;
  }
  return [...pieces, text.slice(at)];
}

export function mailText(message) {
  const { text } = message.shown;
  if (!text) return el('p', { class: 'note' }, 'This mail has no text part: who reads without HTML sees nothing.');
  return el('pre', { class: 'text' }, linked(text));
}

export function headers(message) {
  return table(message.shown.fields);
}

export function table(fields) {
  if (fields.length === 0) return el('p', { class: 'note' }, 'There are none.');
  return el(
    'table',
    { class: 'fields' },
    el(
      'tbody',
      {},
      fields.map(([name, value]) => el('tr', {}, el('th', { scope: 'row' }, name), el('td', {}, value))),
    ),
  );
}
