// What was sent, to the byte, and what was answered.

import { bytes, copyButton, el } from './dom.js';
import { table } from './mail.js';

const mostColoured = 64 * 1024;
const token = /("(?:\\.|[^"\\])*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/g;

function coloured(text) {
  if (text.length > mostColoured) return [text];
  const pieces = [];
  let at = 0;
  for (const found of text.matchAll(token)) {
    const kind = found[3] ? 'number' : found[2] ? 'key' : 'string';
    const words = found[3] ?? found[1];
    pieces.push(text.slice(at, found.index), el('span', { class: kind }, words));
    at = found.index + words.length;
  }
  return [...pieces, text.slice(at)];
}

// Laid out without touching a digit: numbers stay as they are written.
function laidOut(text) {
  let out = '';
  let depth = 0;
  const line = () => '\n' + '  '.repeat(depth);
  for (const [piece] of text.matchAll(/"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    if (piece === '{' || piece === '[') out += piece + (depth++, line());
    else if (piece === '}' || piece === ']')
      out = (depth--, out.trimEnd()) + (/[{[]$/.test(out.trimEnd()) ? '' : line()) + piece;
    else if (piece === ',') out += piece + line();
    else if (piece === ':') out += ': ';
    else out += piece;
  }
  return out;
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

// JSON laid out, with a way to see it as it is; other text as it is.
export function structured(text) {
  const pre = el('pre', { class: 'code' });
  if (!isJson(text)) {
    pre.append(text);
    return el('div', { class: 'source' }, pre, copyButton(text));
  }
  let isLaidOut = true;
  const show = () => pre.replaceChildren(...(isLaidOut ? coloured(laidOut(text)) : [text]));
  const turn = el(
    'button',
    {
      type: 'button',
      class: 'copy',
      onclick: () => {
        isLaidOut = !isLaidOut;
        turn.textContent = isLaidOut ? 'As it was sent' : 'Laid out';
        show();
      },
    },
    'As it was sent',
  );
  show();
  return el('div', { class: 'source' }, pre, el('span', { class: 'corner' }, turn, copyButton(text)));
}

function body(part, address) {
  if (part.bytes === 0) return el('p', { class: 'note' }, 'No body.');
  const whole = address ? el('a', { href: address, download: '' }, `Download all ${bytes(part.bytes)}`) : null;
  if (!part.is_text) {
    const lines = part.text.match(/.{1,64}/g).map((line) => line.replace(/(..)/g, '$1 '));
    return el(
      'div',
      {},
      el('p', { class: 'note' }, `Not text: ${bytes(part.bytes)}, the first of them in hexadecimal. `, whole),
      el('pre', { class: 'code' }, lines.join('\n')),
    );
  }
  return el(
    'div',
    {},
    part.is_cut ? el('p', { class: 'note' }, 'Only its start is shown. ', whole) : null,
    structured(part.text),
  );
}

export function rawRequest(message) {
  const { raw } = message;
  const { answer } = raw;
  const ended = answer.fault === 'none' ? `${answer.status}` : `${answer.status}, and ${answer.fault}`;
  return el(
    'div',
    { class: 'raw' },
    el('h3', {}, 'Request'),
    el(
      'p',
      { class: 'target' },
      el('strong', {}, raw.method),
      ' ',
      el('span', {}, raw.path),
      raw.authority ? el('span', { class: 'small' }, ` at ${raw.authority}`) : null,
    ),
    table(raw.headers),
    body(raw.body, `/messages/${message.id}/body`),
    el('h3', {}, 'Answer'),
    el('p', { class: 'target' }, el('strong', {}, ended), ' ', el('span', {}, message.reason)),
    answer.detail ? el('p', { class: 'why' }, answer.detail) : null,
    body(answer.body, null),
  );
}

// Where no person sees anything: the request, readable.
export function requestView(message) {
  const { raw, shown } = message;
  return el(
    'div',
    { class: 'raw' },
    el('p', { class: 'target' }, el('strong', {}, raw.method), ' ', el('span', {}, raw.path)),
    shown.fields.length > 0 ? table(shown.fields) : null,
    shown.payload ? structured(shown.payload) : body(raw.body, `/messages/${message.id}/body`),
  );
}
