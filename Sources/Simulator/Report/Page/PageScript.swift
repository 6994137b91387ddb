// This source file is part of the Outpace project. License: see LICENSE.

/// What moves on the page: one time cursor for all charts, the figures at it, and a closer look.
enum PageScript {
    static let text = """
        (() => {
        const page = document.body, root = document.documentElement;
        const duration = +page.dataset.duration, interval = +page.dataset.interval;
        const failure = page.dataset.failure === undefined ? null : +page.dataset.failure;
        const plots = [...document.querySelectorAll('.grid .plot')];
        const drawings = plots.map(plot => plot.querySelector('svg')).filter(svg => svg)
          .map(svg => ({svg, height: svg.viewBox.baseVal.height}));
        const now = document.getElementById('now');
        const ticks = document.querySelector('.ticks');
        const outputs = [...document.querySelectorAll('output[data-s], output[data-k]')]
          .map(element => ({element, still: element.textContent, find: null}));
        let from = 0, until = duration, pinned = null, start = null;

        function reader(data) {
          if (data.k !== undefined) {
            const list = data.k ? data.k.split('|').map(part => {
              const cut = part.indexOf(':');
              return [+part.slice(0, cut), part.slice(cut + 1)];
            }) : [];
            return time => {
              let low = 0, high = list.length;
              while (low < high) {
                const middle = (low + high) >> 1;
                if (list[middle][0] <= time) low = middle + 1; else high = middle;
              }
              return low ? list[low - 1][1] : '';
            };
          }
          const values = [];
          for (const part of data.s.split(' ')) {
            const [value, times] = part.split('*');
            for (let count = +(times || 1); count > 0; count--) values.push(+value);
          }
          return time => {
            const value = values[Math.min(values.length - 1, Math.floor(time / interval))];
            return value === undefined ? '' : text(value, data.u);
          };
        }

        function text(value, unit) {
          if (unit !== ' B/s') return value.toLocaleString('fr') + unit;
          for (const [size, name] of [[1e6, ' MB/s'], [1e3, ' kB/s']]) {
            if (value >= size) return (value / size).toPrecision(3) + name;
          }
          return value + unit;
        }

        function show(time) {
          const isShown = time !== null && time >= from && time <= until;
          page.classList.toggle('pointed', isShown);
          if (isShown) root.style.setProperty('--cursor', (time - from) / (until - from));
          now.textContent = time === null ? 'time' : time.toFixed(3) + ' s';
          for (const output of outputs) {
            if (time !== null && !output.find) output.find = reader(output.element.dataset);
            output.element.textContent = time === null ? output.still : output.find(time);
          }
        }

        function zoom(low, high) {
          from = Math.max(0, low);
          until = Math.min(duration, Math.max(high, from + duration / 1e5));
          const left = from / duration * 1000, width = (until - from) / duration * 1000;
          root.style.setProperty('--left', left);
          root.style.setProperty('--width', width);
          for (const {svg, height} of drawings) {
            svg.setAttribute('viewBox', `${left} 0 ${width} ${height}`);
          }
          for (const tick of ticks.querySelectorAll('.tick:not(.fail)')) tick.remove();
          let step = 10 ** Math.floor(Math.log10(until - from));
          while ((until - from) / step < 5) step /= 2;
          const places = Math.max(0, Math.ceil(-Math.log10(step)));
          for (let count = Math.ceil(from / step); count * step <= until; count++) {
            const tick = document.createElement('span');
            const place = count * step / duration * 1000;
            tick.className = place > left + .985 * width ? 'tick end' : 'tick';
            tick.style.setProperty('--a', place);
            tick.textContent = (count * step).toFixed(places);
            ticks.append(tick);
          }
          page.classList.toggle('zoomed', until - from < duration);
          show(pinned);
        }

        function timeAt(event, plot) {
          const box = plot.getBoundingClientRect();
          const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
          return from + share * (until - from);
        }

        for (const plot of plots) {
          plot.addEventListener('pointermove', event => {
            const time = timeAt(event, plot);
            show(time);
            if (start !== null && event.pointerType === 'mouse') {
              root.style.setProperty('--from', (Math.min(start, time) - from) / (until - from));
              root.style.setProperty('--to', (Math.max(start, time) - from) / (until - from));
              page.classList.toggle('selecting', Math.abs(time - start) > (until - from) / 200);
            }
          });
          plot.addEventListener('pointerleave', () => { if (start === null) show(pinned); });
          plot.addEventListener('pointerdown', event => { start = timeAt(event, plot); });
          plot.addEventListener('pointerup', event => {
            const time = timeAt(event, plot), began = start;
            start = null;
            page.classList.remove('selecting');
            const isDrag = began !== null && Math.abs(time - began) > (until - from) / 200;
            if (isDrag && event.pointerType === 'mouse') {
              zoom(Math.min(began, time), Math.max(began, time));
            } else {
              pinned = time;
              show(time);
            }
          });
          plot.addEventListener('dblclick', () => zoom(0, duration));
        }
        addEventListener('pointerup', () => { start = null; page.classList.remove('selecting'); });
        addEventListener('keydown', event => {
          if (event.key !== 'Escape') return;
          pinned = failure;
          zoom(0, duration);
        });
        for (const button of document.querySelectorAll('[data-zoom]')) {
          button.addEventListener('click', () => {
            const width = Math.max(duration / 40, Math.min(duration / 4, 2));
            pinned = failure;
            if (button.dataset.zoom === 'all') zoom(0, duration);
            else zoom(failure - width, failure + width);
          });
        }
        document.getElementById('zoom').hidden = false;
        const copy = document.getElementById('copy');
        if (navigator.clipboard) {
          copy.hidden = false;
          copy.addEventListener('click', () => {
            navigator.clipboard.writeText(document.getElementById('command').textContent);
            copy.textContent = 'copied';
          });
        }
        if (failure !== null) {
          pinned = failure;
          show(failure);
        }
        const here = document.querySelector('.window .here');
        if (here) {
          const view = here.closest('.window');
          view.scrollTop = here.offsetTop - view.clientHeight * .7;
        }
        })();

        """
}
