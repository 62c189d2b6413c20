// web/upload.js: sends chosen files piece by piece (tus 1.0, /api/v1/uploads) while the person goes
// on, shows how far each is and its SHA-256, and carries on after a lost line or a closed browser.
// Photos are ordered, turned and become one PDF. Without it the form sends its files itself. What
// arrived is named in the form by its code.

const SMALLEST = 64 << 10, LARGEST = 2 << 20, QUICK_MS = 2000, SLOW_MS = 8000, LONGEST_WAIT_MS = 30000;
const base = { 'Tus-Resumable': '1.0.0', 'Accept-Language': document.documentElement.lang };
const later = (ms) => new Promise((go) => {
        const timer = setTimeout(go, ms);

        addEventListener('online', () => { clearTimeout(timer); go(); }, { once: true });
});
const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
// Only where the page came safely (HTTPS, or this machine) do browsers count check sums.
const sha256 = async (blob) => crypto.subtle &&
        new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()));

class Refused extends Error {
        constructor(status, words) {
                super(words);
                this.status = status;
        }
}

// The place where this very content was being sent before, in this browser.
const memory = {
        key: (sum) => `motcua-upload-${sum}`,
        find(sum) {
                try { return sum && localStorage.getItem(this.key(sum)); } catch { return null; }
        },
        keep(sum, place) {
                try { if (sum) localStorage.setItem(this.key(sum), place); } catch { /* private window */ }
        },
        drop(sum) {
                try { if (sum) localStorage.removeItem(this.key(sum)); } catch { /* private window */ }
        },
};

async function words(answer) {
        try {
                const said = await answer.json();

                return (said.errors && said.errors[0] && said.errors[0].detail) || said.detail || said.title;
        } catch {
                return '';
        }
}

class Sending {
        constructor(file, row) {
                Object.assign(this, { file, row, offset: 0, size: 256 << 10, stopped: false });
        }
        // A request that is tried until somebody answers it.
        async ask(method, address, headers, body) {
                for (let wait = 1000; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
                        if (this.stopped)
                                throw new Refused(0, '');
                        try {
                                const answer = await fetch(address, { method, body,
                                        headers: { ...base, ...headers }, credentials: 'same-origin' });

                                if (answer.status < 500)
                                        return answer;
                        } catch { /* the line is gone */ }
                        this.row.lost();
                        await later(wait);
                }
        }
        async announce() {
                const named = [`filename ${base64(new TextEncoder().encode(this.file.name))}`];

                if (this.sum)
                        named.push(`sha256 ${btoa(this.sum)}`);
                const answer = await this.ask('POST', '/api/v1/uploads', {
                        'Upload-Length': String(this.file.size), 'Upload-Metadata': named.join(',') });

                if (answer.status !== 201)
                        throw new Refused(answer.status, await words(answer));
                this.place = answer.headers.get('Location');
                this.offset = 0;
                memory.keep(this.sum, this.place);
        }
        // How much is there. False: nothing any more.
        async look() {
                const answer = await this.ask('HEAD', this.place, {});

                if (answer.ok)
                        this.offset = Number(answer.headers.get('Upload-Offset'));
                else if (answer.status === 401)
                        throw new Refused(401, '');
                return answer.ok;
        }
        async piece() {
                const part = this.file.slice(this.offset, this.offset + this.size);
                const sum = await sha256(part), began = Date.now();
                const answer = await this.ask('PATCH', this.place, {
                        'Content-Type': 'application/offset+octet-stream',
                        'Upload-Offset': String(this.offset),
                        ...(sum ? { 'Upload-Checksum': `sha256 ${base64(sum)}` } : {}) }, part);
                const took = Date.now() - began;

                // Ours counted although its answer was lost, or nothing is there any more.
                if (answer.status === 409 || answer.status === 404 || answer.status === 410) {
                        if (!await this.look())
                                await this.announce();
                        return;
                }
                if (!answer.ok)
                        throw new Refused(answer.status, await words(answer));
                this.offset = Number(answer.headers.get('Upload-Offset'));
                if (took < QUICK_MS)
                        this.size = Math.min(this.size * 2, LARGEST);
                else if (took > SLOW_MS)
                        this.size = Math.max(this.size / 2, SMALLEST);
        }
        async run() {
                const sum = await sha256(this.file);

                this.sum = sum && hex(sum);
                this.place = memory.find(this.sum);
                if (!this.place || !await this.look())
                        await this.announce();
                while (this.offset < this.file.size) {
                        this.row.went(this.offset, this.file.size);
                        await this.piece();
                }
                const answer = await this.ask('GET', this.place, {});

                if (!answer.ok)
                        throw new Refused(answer.status, await words(answer));
                memory.drop(this.sum);
                return (await answer.json()).file;
        }
        // Given up by the person, or refused: nothing of it stays.
        async drop() {
                this.stopped = true;
                memory.drop(this.sum);
                if (this.place)
                        await fetch(this.place, { method: 'DELETE', headers: base }).catch(() => {});
        }
}

// One file in the list under the field: name, how far, what came of it.
class Row {
        constructor(list, file, stop) {
                this.said = list.dataset;
                this.item = document.createElement('li');
                this.item.className = 'file';
                this.name = Object.assign(document.createElement('span'),
                        { className: 'file-name', textContent: file.name });
                this.about = Object.assign(document.createElement('span'), { className: 'file-about' });
                this.about.setAttribute('role', 'status');
                this.name.append(' ', this.about);
                this.button = Object.assign(document.createElement('button'),
                        { type: 'button', className: 'btn-text', textContent: this.said.stop });
                this.button.append(Object.assign(document.createElement('span'),
                        { className: 'sr', textContent: ` ${file.name}` }));
                this.button.addEventListener('click', () => { stop(); this.item.remove(); });
                this.bar = Object.assign(document.createElement('progress'), { max: 100, value: 0 });
                this.bar.setAttribute('aria-label', file.name);
                this.item.append(this.picture(file), this.name, this.button, this.bar);
                list.append(this.item);
                list.hidden = false;
                this.about.textContent = this.said.sends;
        }
        // A photo is shown as it will stand on its page; other files have nothing to show.
        picture(file) {
                if (!/^image\/(jpeg|png)$/.test(file.type))
                        return document.createElement('span');
                const image = Object.assign(document.createElement('img'), { alt: '', className: 'thumb' });
                const reader = new FileReader();

                reader.onload = () => { image.src = reader.result; };
                reader.readAsDataURL(file);
                this.photo = image;
                this.turns = 0;
                return image;
        }
        tool(words, act) {
                const button = Object.assign(document.createElement('button'),
                        { type: 'button', className: 'btn-text', textContent: words });

                button.append(Object.assign(document.createElement('span'),
                        { className: 'sr', textContent: ` ${this.name.firstChild.textContent}` }));
                button.addEventListener('click', act);
                this.tools.append(button);
        }
        // Order and turns go with the form: in the order of the list, quarters clockwise.
        offer_tools(form, code) {
                const put = (name, value) => Object.assign(document.createElement('input'),
                        { type: 'hidden', name, value });
                const turned = put('turned', `${code}:0`);

                this.item.append(put('uploaded', code));
                if (!this.photo)
                        return;
                this.item.append(turned);
                this.tools = Object.assign(document.createElement('span'), { className: 'row is-tight file-tools' });
                this.tool(this.said.turn, () => {
                        this.turns = (this.turns + 1) % 4;
                        turned.value = `${code}:${this.turns}`;
                        this.photo.dataset.turns = this.turns;
                });
                this.tool(this.said.up, (e) => {
                        this.item.previousElementSibling?.before(this.item);
                        e.target.focus();
                });
                this.tool(this.said.down, (e) => {
                        this.item.nextElementSibling?.after(this.item);
                        e.target.focus();
                });
                this.item.append(this.tools);
                form.elements.join.checked = form.querySelectorAll('[name=turned]').length > 1;
        }
        went(done, all) {
                this.bar.value = Math.floor(done * 100 / all);
                this.about.textContent = `${this.said.sends} ${this.bar.value}%`;
        }
        lost() { this.about.textContent = this.said.lost; }
        done(file) {
                this.bar.remove();
                this.about.textContent = `${this.said.done} ${file.sha256.slice(0, 12)}…`;
                this.about.title = `SHA-256: ${file.sha256}`;
        }
        failed(why) {
                this.bar.remove();
                this.item.classList.add('is-bad');
                this.about.textContent = why || this.said.failed;
        }
}

let queue = Promise.resolve(), under_way = 0;
const ready = new Set(); // forms with files that came and that they were not sent with yet

function send(form, list, file) {
        const row = new Row(list, file, async () => {
                if (!form.querySelector(`input[name=uploaded]:not([value="${sending.code}"])`))
                        ready.delete(form);
                await sending.drop();
        });
        const sending = new Sending(file, row);

        under_way++;
        queue = queue.then(async () => {
                try {
                        const done = await sending.run();

                        sending.code = done.id;
                        row.done(done);
                        row.offer_tools(form, done.id);
                        ready.add(form);
                } catch (e) {
                        if (sending.stopped)
                                return;
                        row.failed(e.status === 401 ? list.dataset.login : e.message);
                        if (e.status !== 401)
                                await sending.drop();
                } finally {
                        under_way--;
                }
        });
}

// Everything that has come becomes part of what is on the page. False: a form has to be seen again.
async function settle(but) {
        await queue;
        for (const form of ready) {
                if (form === but)
                        continue;
                const answer = await fetch(form.action, { method: 'POST', body: new FormData(form) })
                        .catch(() => null);

                if (!answer || !answer.ok) {
                        form.submit();
                        return false;
                }
                ready.delete(form);
        }
        return true;
}

for (const list of document.querySelectorAll('ul[data-sends]')) {
        const form = list.closest('form');

        if (list.dataset.go)
                form.querySelector('[type=submit]').firstChild.textContent = list.dataset.go;
        form.addEventListener('change', (e) => {
                if (e.target.type !== 'file')
                        return;
                for (const file of e.target.files)
                        send(form, list, file);
                e.target.value = '';
        });
}
// Who goes on without having pressed a form's button takes along what was chosen there.
document.addEventListener('submit', async (e) => {
        const form = e.target;

        if (!under_way && [...ready].every((f) => f === form))
                return;
        e.preventDefault();
        if (await settle(form))
                form.submit();
});
document.addEventListener('click', async (e) => {
        const link = e.target.closest('a.btn');

        if (!link || (!under_way && !ready.size))
                return;
        e.preventDefault();
        if (await settle(null))
                location.href = link.href;
});
