// Elements made of data. Nothing here or elsewhere in the page reads markup from a message: texts become text
// nodes, and the page's policy forbids what would.

const svgSpace = 'http://www.w3.org/2000/svg';

// el('p', {class: 'x', onclick: f}, 'words', child): null and undefined are left out.
export function el(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

const shapes = {
  mail: 'M3 6.500h18v11H3zM3.500 7l8.500 6.500L20.500 7',
  banner: 'M8 3h8a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM10.500 18h3',
  web_push: 'M4 5h16v14H4zM4 9h16M7 7h.01M10 7h.01',
  bubble: 'M4 5h16v11h-9l-4.500 3.500V16H4z',
  chat: 'M9 4L7.500 20M16.500 4L15 20M4.500 9h16M3.500 15h16',
  request: 'M8 7l-4.500 5L8 17M16 7l4.500 5L16 17M13.500 5l-3 14',
  all: 'M4 13l2.500-8h11l2.500 8v6H4zM4 13h5l1 2.500h4l1-2.500h5',
};

export function icon(name) {
  const svg = document.createElementNS(svgSpace, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(svgSpace, 'path');
  path.setAttribute('d', shapes[name] ?? shapes.request);
  svg.append(path);
  return svg;
}

// "mobile_push" as people say it.
export function channelName(channel) {
  const known = { email: 'E-mail', sms: 'SMS' };
  const words = channel.replaceAll('_', ' ');
  return known[channel] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

const mayOpen = new Set(['http:', 'https:', 'mailto:', 'tel:']);

// A link where the address is one to open; text where it is of a scheme that browsers run, or none at all.
export function link(address, words = address, properties = {}) {
  let scheme = '';
  try {
    scheme = new URL(address).protocol;
  } catch {
    // not absolute: nothing to open
  }
  if (!mayOpen.has(scheme)) return el('span', { ...properties, title: address }, words);
  return el('a', { ...properties, href: address, title: address, target: '_blank', rel: 'noopener noreferrer' }, words);
}

export function clock(at) {
  const time = new Date(at);
  const isToday = time.toDateString() === new Date().toDateString();
  const day = isToday ? '' : `${time.toLocaleDateString(undefined, { month: 'short', day: 'numeric' })}, `;
  return el('time', { datetime: at, title: at }, day + time.toLocaleTimeString());
}

export function bytes(count) {
  if (count < 1024) return `${count} B`;
  return count < 1 << 20 ? `${(count / 1024).toFixed(1)} KiB` : `${(count / (1 << 20)).toFixed(1)} MiB`;
}

export function copyButton(text, words = 'Copy') {
  const button = el('button', { type: 'button', class: 'copy' }, words);
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Not allowed';
    }
    setTimeout(() => (button.textContent = words), 1500);
  });
  return button;
}
