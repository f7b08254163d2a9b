/* Small comforts; everything works without them. */
(function () {
  'use strict';

  /* "/" goes to the search box, unless somebody is typing. */
  document.addEventListener('keydown', function (event) {
    var box = document.getElementById('start-search') || document.getElementById('search-box');
    var at = event.target;
    var typing = at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName);
    if (event.key === '/' && box && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  });

  /* A changed filter is applied at once; without script the button does it. */
  document.addEventListener('change', function (event) {
    var form = event.target.form;
    if (form && form.hasAttribute('data-send-on-change')) {
      form.requestSubmit();
    }
  });

  /* On a narrow screen the list comes first: filters fold away, one touch opens them. */
  if (window.matchMedia('(max-width: 55.99rem)').matches) {
    document.querySelectorAll('.filters-fold').forEach(function (fold) { fold.removeAttribute('open'); });
  }

  /* What a form got wrong is read first. */
  var summary = document.getElementById('summary');
  if (summary) {
    summary.focus();
  }

  /* Rich text pasted into an article comes in with its tables and links when its format is HTML; the server makes it safe. */
  document.addEventListener('paste', function (event) {
    var box = event.target;
    var format = document.getElementById('field-format');
    var html = event.clipboardData && event.clipboardData.getData('text/html');
    if (box.id !== 'field-body' || !html || !format || format.value !== 'html') {
      return;
    }
    event.preventDefault();
    box.setRangeText(html, box.selectionStart, box.selectionEnd, 'end');
    box.dispatchEvent(new Event('change', { bubbles: true }));
  });

  /* The same form is not sent twice by a double click. */
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (form.method.toLowerCase() !== 'post' || event.defaultPrevented) {
      return;
    }
    if (form.hasAttribute('data-sent')) {
      event.preventDefault();
      return;
    }
    form.setAttribute('data-sent', '');
    window.setTimeout(function () { form.removeAttribute('data-sent'); }, 5000);
  });
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[data-sent]').forEach(function (form) { form.removeAttribute('data-sent'); });
  });
}());
