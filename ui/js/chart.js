/* Draws each <figure data-chart> from the table inside it, so the table is always the source. */
(function () {
  'use strict';

  function styleOf(name) {
    return window.getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function textOf(cell) {
    return cell.textContent.trim();
  }

  function numberOf(cell) {
    return cell.hasAttribute('data-value') ? Number(cell.getAttribute('data-value')) : null;
  }

  /* {labels, series[] {name, values}}: the columns that hold numbers and are not quiet, against the first column. */
  function readTable(table) {
    var heads = Array.from(table.querySelectorAll('thead th'));
    var rows = Array.from(table.querySelectorAll('tbody tr')).map(function (row) { return Array.from(row.cells); });
    var series = [];
    heads.forEach(function (head, column) {
      if (column > 0 && head.classList.contains('number') && !head.hasAttribute('data-quiet')) {
        series.push({ name: textOf(head), values: rows.map(function (cells) { return numberOf(cells[column]); }) });
      }
    });
    return { labels: rows.map(function (cells) { return textOf(cells[0]); }), series: series };
  }

  function axis(ink, line) {
    return { axisLabel: { color: ink }, axisLine: { lineStyle: { color: line } }, splitLine: { lineStyle: { color: line } } };
  }

  function optionsFor(kind, read) {
    var ink = styleOf('--ink');
    var line = styleOf('--line');
    var colours = [1, 2, 3, 4, 5, 6, 7, 8].map(function (number) { return styleOf('--colour-' + number); });
    var category = Object.assign({ type: 'category', data: read.labels }, axis(ink, line));
    var value = Object.assign({ type: 'value' }, axis(ink, line));
    var upright = kind === 'line';
    category.inverse = !upright;
    return {
      animation: false,
      color: colours,
      textStyle: { fontFamily: window.getComputedStyle(document.body).fontFamily },
      /* Patterns beside colours: for paper and for every eye. */
      aria: { enabled: true, decal: { show: read.series.length > 1 && !upright } },
      legend: { show: read.series.length > 1, top: 8, textStyle: { color: ink } },
      grid: { left: 16, right: 32, top: read.series.length > 1 ? 48 : 16, bottom: 12, containLabel: true },
      tooltip: { trigger: 'axis', renderMode: 'richText', axisPointer: { type: upright ? 'line' : 'shadow' } },
      xAxis: upright ? category : value,
      yAxis: upright ? value : category,
      series: read.series.map(function (one) {
        return { name: one.name, type: upright ? 'line' : 'bar', stack: kind === 'stacked' ? 'all' : undefined, data: one.values, barMaxWidth: 18 };
      })
    };
  }

  function draw(figure) {
    var table = figure.querySelector('table');
    var read = readTable(table);
    if (!read.series.length || !read.labels.length) {
      return;
    }
    var kind = figure.getAttribute('data-chart');
    var place = document.createElement('div');
    place.className = 'chart';
    if (kind !== 'line') {
      var bars = kind === 'stacked' ? 1 : read.series.length;
      place.style.height = Math.max(200, read.labels.length * (14 + bars * 14) + 80) + 'px';
    }
    var title = document.createElement('p');
    title.className = 'figure-title';
    title.setAttribute('aria-hidden', 'true'); /* the table's caption says it already */
    title.textContent = table.caption ? textOf(table.caption) : '';
    figure.insertBefore(place, figure.firstChild);
    figure.insertBefore(title, place);
    figure.classList.add('drawn');
    var chart = window.echarts.init(place, null, { renderer: 'canvas' });
    var refresh = function () { chart.setOption(optionsFor(kind, read), true); };
    refresh();
    window.addEventListener('resize', function () { chart.resize(); });
    window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', refresh);
  }

  if (window.echarts) {
    document.querySelectorAll('figure[data-chart]').forEach(draw);
  }
}());
