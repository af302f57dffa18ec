// Keeps what changes by itself fresh: the time left, the QR's state, the next QR.
// Without it the pages reload themselves.
(function () {
  "use strict";
  var behind = 0; // this phone's clock, in seconds behind the registry's
  function live() { return document.getElementById("live"); }
  function now() { return Date.now() / 1000 + behind; }

  function setClock() {
    var box = live();
    if (box && box.dataset.now) { behind = Number(box.dataset.now) - Date.now() / 1000; }
  }

  function showLeft() {
    var box = live(), out = box && box.querySelector("[data-left]");
    if (!out || !box.dataset.expires) { return; }
    var left = Math.max(0, Math.ceil(Number(box.dataset.expires) - now()));
    var text = left > 60 && out.dataset.minutes ? out.dataset.minutes.replace("#", Math.ceil(left / 60)) : out.dataset.seconds.replace("#", left);
    if (out.textContent !== text) { out.textContent = text; }
    if (left === 0) { refresh(); }
  }

  var busy = false, next = 0;
  // refresh replaces the live part by that of a fresh page.
  function refresh() {
    if (busy || Date.now() < next) { return; }
    busy = true;
    next = Date.now() + 2000;
    fetch(location.pathname, { credentials: "same-origin" }).then(function (r) {
      if (r.redirected || !r.ok) { location.reload(); return ""; }
      return r.text();
    }).then(function (html) {
      var fresh = html && new DOMParser().parseFromString(html, "text/html").getElementById("live");
      if (fresh) { live().replaceWith(fresh); setClock(); showLeft(); }
    }).catch(function () { /* offline: what is shown stays; the next turn tries again */ })
      .then(function () { busy = false; });
  }

  // watch asks for one word, and for the page only when the word has changed.
  function watch() {
    var box = live();
    if (!box || !box.dataset.watch || document.hidden) { return; }
    fetch(box.dataset.watch, { credentials: "same-origin" }).then(function (r) { return r.ok ? r.text() : ""; })
      .then(function (state) { if (state && state !== live().dataset.state) { refresh(); } })
      .catch(function () {});
  }

  // A screen that goes dark in the queue is no use at the counter.
  function stayAwake() {
    if (document.querySelector(".plate") && navigator.wakeLock && !document.hidden) {
      navigator.wakeLock.request("screen").catch(function () {});
    }
  }

  var papers = document.querySelector("[data-hide]");
  if (papers) {
    var leave = function () { location.replace("/beranda"); };
    setTimeout(leave, Number(papers.dataset.hide) * 1000);
    window.addEventListener("pageshow", function (e) { if (e.persisted) { leave(); } });
  }
  if (live()) {
    setClock();
    showLeft();
    setInterval(showLeft, 1000);
    setInterval(watch, 4000);
    document.addEventListener("visibilitychange", function () { watch(); stayAwake(); });
    stayAwake();
  }
})();
