// This source file is part of the Outpace project. License: see LICENSE.

extension AdViewPage {
    /// Everything foreign becomes text nodes; addresses are used only when they are of the web.
    static let script = #"""

        'use strict';
        const byId = id => document.getElementById(id);
        const say = text => { byId('status').textContent = text; };
        const text = value => typeof value === 'string' ? value : '';
        const element = (name, content) => {
          const made = document.createElement(name);
          made.textContent = content;
          return made;
        };

        // An address of the web, or null; nothing else is ever fetched or linked to.
        function webAddress(value, schemes = ['http:', 'https:']) {
          try {
            const address = new URL(text(value));
            return schemes.includes(address.protocol) ? address : null;
          } catch { return null; }
        }

        function route(base, path) {
          const address = new URL(base);
          address.pathname = address.pathname.replace(/\/+$/, '') + path;
          address.search = '';
          address.hash = '';
          return address;
        }

        async function ask(address, options = {}) {
          const answer = await fetch(address, {
            mode: 'cors', credentials: 'omit', referrerPolicy: 'no-referrer', redirect: 'error',
            cache: 'no-store', signal: AbortSignal.timeout(10000), ...options,
          });
          const body = await answer.text();
          let json = null;
          try { json = JSON.parse(body); } catch { /* It is shown as it is. */ }
          const message = json && (text(json.message) || text(json.detail));
          return { ok: answer.ok, status: answer.status, json, message: message || body.slice(0, 500) };
        }

        // GET /bids.
        async function pullBids() {
          const api = webAddress(byId('api').value);
          if (!api) throw new Error('the address of the API must begin with http:// or https://');
          const address = route(api, '/bids');
          address.searchParams.set('publisher', byId('publisher').value);
          address.searchParams.set('top', byId('top').value);
          const tags = byId('tags').value.split(',').map(tag => tag.trim()).filter(tag => tag);
          // A plus sign stays one at the node, so spaces must not become one.
          const query = tags.length ? '&tags=' + tags.map(encodeURIComponent).join(',') : '';
          const answer = await ask(address.href + query);
          if (!answer.ok) throw new Error(`the node answered ${answer.status}: ${answer.message}`);
          if (!answer.json || !Array.isArray(answer.json.bids)) throw new Error('no bids in the answer');
          return answer.json.bids.filter(bid =>
            bid && /^(0x)?[0-9a-f]{64}$/i.test(bid.channelId) && Array.isArray(bid.validators));
        }

        const nameOf = bid => text(bid.title) || bid.channelId;

        function listBids(bids) {
          byId('bid-rows').replaceChildren(...bids.map(bid => {
            const row = document.createElement('tr');
            const head = element('th', nameOf(bid));
            head.scope = 'row';
            row.append(head);
            for (const value of [bid.price, bid.match, bid.pricePerImpression]) {
              const cell = element('td', String(value).slice(0, 80));
              cell.className = 'number';
              row.append(cell);
            }
            const choice = element('button', 'Show');
            choice.type = 'button';
            choice.setAttribute('aria-label', `Show ${nameOf(bid)}`);
            choice.addEventListener('click', () => busy(() => show(bid)));
            const cell = document.createElement('td');
            cell.append(choice);
            row.append(cell);
            return row;
          }));
          byId('bids').hidden = bids.length === 0;
        }

        const adUnitOf = bid => {
          const unit = Array.isArray(bid.adUnits) ? bid.adUnits[0] : null;
          return unit && typeof unit === 'object' ? unit : {};
        };

        function showAd(bid) {
          const unit = adUnitOf(bid);
          const name = text(unit.title) || nameOf(bid);
          byId('ad-title').textContent = name;
          const parts = [];
          if (text(unit.description)) parts.push(element('p', unit.description));
          const target = webAddress(unit.targetUrl);
          if (target) {
            const link = element('a', target.href);
            link.href = target.href;
            link.rel = 'noopener noreferrer nofollow';
            link.target = '_blank';
            const line = element('p', 'Leads to ');
            line.append(link);
            parts.push(line);
          }
          const media = webAddress(unit.mediaUrl, ['https:']);
          if (media && text(unit.mediaMime).startsWith('image/')) parts.push(picture(media, name));
          parts.push(element('p', `Channel ${bid.channelId}`));
          byId('ad-body').replaceChildren(...parts);
          byId('ad').hidden = false;
        }

        // Loading a picture tells its server of this browser, so it waits for a click.
        function picture(media, name) {
          const button = element('button', `Load the picture from ${media.host}`);
          button.type = 'button';
          button.addEventListener('click', () => {
            const image = document.createElement('img');
            image.referrerPolicy = 'no-referrer';
            image.alt = `Ad: ${name}`;
            image.src = media.href;
            button.replaceWith(image);
          });
          return button;
        }

        // One event for all: with its own time and nonce it has the same id at each validator.
        function impression(bid) {
          const nonce = crypto.getRandomValues(new Uint8Array(16));
          const event = {
            type: 'IMPRESSION', publisher: byId('publisher').value, occurredAt: Date.now(),
            nonce: Array.from(nonce, octet => octet.toString(16).padStart(2, '0')).join(''),
          };
          const unit = text(adUnitOf(bid).ipfs);
          if (unit && new TextEncoder().encode(unit).length <= 128) event.adUnit = unit;
          return JSON.stringify({ events: [event] });
        }

        async function post(body, bid, validator) {
          const address = webAddress(validator && validator.url);
          const name = text(validator && validator.id) || 'a validator';
          const line = element('li', `${name}: `);
          byId('answer-list').append(line);
          const answered = (words, id) => { line.append(words); return id; };
          if (!address) return answered('has no address of the web', null);
          try {
            const answer = await ask(route(address, `/channel/${bid.channelId}/events`), {
              method: 'POST', headers: { 'Content-Type': 'application/json' }, body,
            });
            const ids = answer.ok && answer.json && answer.json.ids;
            const id = Array.isArray(ids) ? text(ids[0]) : '';
            if (id) return answered(`took the event ${id}`, id);
            return answered(`refused with ${answer.status}: ${answer.message}`, null);
          } catch (error) {
            return answered(`did not answer at ${address.href} (${error.message})`, null);
          }
        }

        async function show(bid) {
          showAd(bid);
          byId('answer-list').replaceChildren();
          byId('answers').hidden = false;
          const body = impression(bid);
          const ids = await Promise.all(bid.validators.map(each => post(body, bid, each)));
          const taken = ids.filter(id => id);
          const same = new Set(taken).size <= 1;
          say(`Showed ${nameOf(bid)}: ${taken.length} of ${ids.length} validators took the impression`
            + (same ? '.' : ', but under different ids.'));
        }

        // One thing at a time; the buttons stay in the order of the tab key.
        async function busy(work) {
          if (document.body.dataset.busy) return;
          const buttons = Array.from(document.querySelectorAll('button'));
          for (const button of buttons) button.setAttribute('aria-disabled', 'true');
          document.body.dataset.busy = 'yes';
          try { await work(); } catch (error) { say(`It did not work: ${error.message}.`); }
          delete document.body.dataset.busy;
          for (const button of buttons) button.removeAttribute('aria-disabled');
        }

        byId('ask').addEventListener('submit', event => {
          event.preventDefault();
          busy(async () => {
            say('Pulling bids…');
            for (const id of ['ad', 'answers', 'bids']) byId(id).hidden = true;
            const bids = await pullBids();
            listBids(bids);
            if (bids.length === 0) { say('No channel bids for this publisher now.'); return; }
            say(`${bids.length} bids; posting the impression…`);
            await show(bids[0]);
          });
        });

        """#
}
