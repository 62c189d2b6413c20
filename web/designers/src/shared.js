// What the three editors share: where the model comes from, how it is saved, how what was found is
// shown. The page (mod/design) holds a form with the hidden fields, a place to draw in, a list of what
// was found, and all words, so that nothing here is in any language.

const page = document.querySelector('[data-editor]');
const form = page.querySelector('form.editor-save');
const told = page.querySelector('[data-told]');
const list = page.querySelector('[data-found]');
const words = page.dataset;

export const canvas = page.querySelector('[data-canvas]');
export const can_edit = Boolean(form);

let changed = false;

function tell(text, bad = false) {
        told.textContent = text;
        told.classList.toggle('is-bad', bad);
}

export function mark_changed() {
        if (!changed && can_edit)
                tell(words.unsaved);
        changed = true;
}

addEventListener('beforeunload', (e) => {
        if (changed && can_edit)
                e.preventDefault();
});

/** The model's bytes as text; what they are is the editor's to say. */
async function load() {
        const answer = await fetch(words.file, { credentials: 'same-origin' });
        if (!answer.ok)
                throw new Error(String(answer.status));
        return answer.text();
}

function row_of(problem, reveal) {
        const row = document.createElement('li');
        const text = document.createElement('span');
        row.className = problem.error ? 'is-error' : 'is-warning';
        if (problem.english)
                text.lang = 'en';
        text.textContent = problem.text;
        if (problem.element && reveal) {
                const button = document.createElement('button');
                button.type = 'button';
                button.className = 'btn-text';
                button.textContent = problem.name || problem.element;
                button.addEventListener('click', () => reveal(problem.element));
                row.append(button);
        } else if (problem.name) {
                const name = document.createElement('strong');
                name.textContent = problem.name;
                row.append(name);
        }
        row.append(text);
        return row;
}

function show(problems, editor) {
        list.replaceChildren(...problems.map((p) => row_of(p, editor.reveal)));
        editor.mark?.(problems);
}

/** A new key for each save, so that one which is sent again changes nothing. */
const new_key = () => Array.from(crypto.getRandomValues(new Uint8Array(16)),
        (b) => b.toString(16).padStart(2, '0')).join('');

async function send(text, editor) {
        const body = new FormData(form);
        body.set('_key', new_key());
        body.set('file', new Blob([text], { type: 'application/octet-stream' }), 'model');
        const answer = await fetch(form.action, { method: 'POST', body, credentials: 'same-origin' });
        if (answer.status === 200) {
                const saved = await answer.json();
                form.elements.revision.value = saved.revision;
                changed = false;
                show(saved.problems, editor);
                tell(saved.problems.some((p) => p.error) ? words.savedErrors : words.saved);
        } else if (answer.status === 409) {
                tell(words.stale, true);
        } else if (answer.status === 422) {
                tell((await answer.json()).detail, true);
        } else {
                tell(words.failed, true);
        }
}

async function save(editor) {
        const button = form.querySelector('button');
        button.disabled = true;
        tell(words.saving);
        try {
                await send(await editor.text(), editor);
        } catch {
                tell(words.failed, true);
        } finally {
                button.disabled = false;
        }
}

/**
 * Runs an editor: `open(text)` shows the model and answers what it could not read, `text()` gives the
 * model back, `mark(problems)` puts signs on the drawing, `reveal(id)` goes to an element. What would not
 * come back whole is not offered for saving.
 */
export async function run(editor) {
        let warnings;
        try {
                warnings = await editor.open(await load());
        } catch (e) {
                tell(`${words.broken} ${e.message}`, true);
                return;
        }
        show(JSON.parse(words.problems), editor);
        page.dataset.ready = 'yes';
        if (warnings?.length) {
                tell(`${words.lossy} ${warnings.map((w) => w.message ?? w).join('; ')}`, true);
                return;
        }
        if (!form)
                return;
        form.addEventListener('submit', (e) => {
                e.preventDefault();
                save(editor);
        });
        form.querySelector('button').disabled = false;
}
