// What appears on a screen in somebody's hand: a notification's banner, a text message's bubble.

import { clock, el, icon, link } from './dom.js';
import { linked, table } from './mail.js';

function time(at) {
  return new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', hour12: false });
}

function options(fields) {
  return fields.length > 0 ? el('section', { class: 'options' }, el('h3', {}, 'Options'), table(fields)) : null;
}

export function banner(message) {
  const { shown } = message;
  const isSilent = !shown.title && !shown.text && !shown.subtitle;
  const letter = [...(shown.from || message.label)].find((each) => /\p{L}/u.test(each)) ?? '•';
  const card = el(
    'article',
    { class: isSilent ? 'banner silent' : 'banner' },
    el('span', { class: 'app', 'aria-hidden': 'true' }, letter.toUpperCase()),
    el(
      'div',
      { class: 'says' },
      el('p', { class: 'line' }, el('span', { class: 'name' }, shown.from || message.label), el('span', {}, 'now')),
      shown.title ? el('h3', {}, shown.title) : null,
      shown.subtitle ? el('p', { class: 'subtitle' }, shown.subtitle) : null,
      isSilent ? el('p', {}, 'A silent push') : el('p', {}, shown.text),
    ),
  );
  const where = message.channel === 'web_push' ? 'desk' : 'phone';
  return el(
    'div',
    { class: 'stage' },
    el(
      'div',
      { class: `device ${where}`, 'data-channel': message.channel },
      el('p', { class: 'hour', 'aria-hidden': 'true' }, time(message.at)),
      card,
    ),
    el(
      'div',
      { class: 'aside' },
      shown.link ? el('p', {}, 'A tap opens ', link(shown.link)) : null,
      shown.image ? el('p', {}, 'With the picture ', link(shown.image)) : null,
      options(shown.fields),
    ),
  );
}

export function bubble(message) {
  const { shown } = message;
  const { size } = shown;
  const many = size.segments === 1 ? '1 segment' : `${size.segments} segments`;
  const dots = Array.from({ length: Math.min(size.segments, 20) }, () => el('i', {}));
  return el(
    'div',
    { class: 'stage' },
    el(
      'div',
      { class: 'device phone paper-like', 'data-channel': message.channel },
      el(
        'header',
        { class: 'caller' },
        el('span', { class: 'app', 'aria-hidden': 'true' }, icon('bubble')),
        el('span', {}, shown.from || 'Unknown'),
      ),
      el('p', { class: 'when' }, clock(message.at)),
      el('p', { class: 'bubble' }, linked(shown.text)),
    ),
    el(
      'div',
      { class: 'aside' },
      el(
        'p',
        { class: 'segments' },
        el('span', { class: 'dots', 'aria-hidden': 'true' }, dots),
        el('strong', {}, many),
        ` · ${size.units} characters of ${size.alphabet}`,
      ),
      el(
        'p',
        { class: 'small' },
        size.alphabet === 'UCS-2'
          ? 'A character outside the GSM alphabet makes every segment 70 characters, 67 when there are several.'
          : 'The GSM alphabet holds it: 160 characters fit one segment, 153 each of several.',
      ),
      options(shown.fields),
    ),
  );
}
