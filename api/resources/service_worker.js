// Shows the notifications that Carillon sends to this browser, and opens what they lead to. A site imports it from a
// service worker of its own, importScripts("https://<carillon>/sw.js"), or serves it itself. Reads the payload that
// docs/web-push.md describes; asks nobody, stores nothing.
"use strict";
(() => {
  // What else a payload may set of the notification, through overrides.providers.web_push.
  const settable = ["actions", "badge", "dir", "icon", "image", "lang", "renotify", "requireInteraction", "silent",
    "timestamp", "vibrate"];

  const read = (event) => {
    try {
      const message = event.data ? event.data.json() : {};
      return typeof message === "object" && message !== null ? message : {};
    } catch {
      return {};
    }
  };
  const text = (value) => (typeof value === "string" ? value : "");

  // Where a click leads: an address of the web, or nothing. Relative ones are the site's.
  const link = (value) => {
    if (!text(value)) return null;
    try {
      const url = new URL(value, self.registration.scope);
      return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
    } catch {
      return null;
    }
  };

  const show = (message) => {
    const options = { data: { id: text(message.id), action_url: link(message.action_url) } };
    for (const name of settable) if (message[name] !== undefined) options[name] = message[name];
    if (text(message.content)) options.body = message.content;
    if (text(message.id)) options.tag = message.id; // one sent twice is shown once
    // Browsers show words of their own when a push shows nothing.
    const title = text(message.title) || new URL(self.registration.scope).host;
    return self.registration.showNotification(title, options);
  };

  const open = async (href) => {
    const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const there = windows.find((each) => each.url === href && "focus" in each);
    return there ? there.focus() : self.clients.openWindow(href);
  };

  self.addEventListener("push", (event) => event.waitUntil(show(read(event))));
  self.addEventListener("notificationclick", (event) => {
    const data = event.notification.data;
    if (typeof data !== "object" || data === null || !("action_url" in data)) return; // not one of ours
    event.notification.close();
    if (data.action_url) event.waitUntil(open(data.action_url));
  });
})();
