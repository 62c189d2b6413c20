// web/find.js: suggestions under the search field, as an enhancement: without it the field works as
// any other. A combobox after the WAI-ARIA pattern: focus stays in the field, arrows choose, Enter
// opens, Escape closes. Words are asked for when typing pauses; an answer that comes late is dropped.

const WAIT_MS = 150;
const english = document.documentElement.lang === 'en' ? '/en' : '';

function suggest(input) {
        const list = document.createElement('ul');
        let timer = 0, asked = 0, chosen = -1;

        list.id = `${input.id}-goi-y`;
        list.className = 'suggest';
        list.hidden = true;
        list.setAttribute('role', 'listbox');
        list.setAttribute('aria-label', input.labels[0].textContent);
        input.closest('form').append(list);
        for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'],
                ['aria-expanded', 'false'], ['aria-controls', list.id]])
                input.setAttribute(name, value);

        function close() {
                list.hidden = true;
                chosen = -1;
                input.setAttribute('aria-expanded', 'false');
                input.removeAttribute('aria-activedescendant');
        }
        function choose(i) {
                const rows = list.children;

                if (chosen >= 0)
                        rows[chosen].setAttribute('aria-selected', 'false');
                chosen = (i + rows.length) % rows.length;
                rows[chosen].setAttribute('aria-selected', 'true');
                input.setAttribute('aria-activedescendant', rows[chosen].id);
        }
        function open(code) {
                location.href = `${english}/thu-tuc/${encodeURIComponent(code)}`;
        }
        function show(items) {
                list.replaceChildren(...items.map((item, i) => {
                        const row = document.createElement('li');

                        row.id = `${list.id}-${i}`;
                        row.setAttribute('role', 'option');
                        row.setAttribute('aria-selected', 'false');
                        row.textContent = item.name;
                        row.lang = 'vi';
                        row.dataset.code = item.code;
                        row.addEventListener('mousedown', (e) => e.preventDefault());
                        row.addEventListener('click', () => open(item.code));
                        return row;
                }));
                close();
                if (!items.length)
                        return;
                list.hidden = false;
                input.setAttribute('aria-expanded', 'true');
        }
        async function ask() {
                const mine = ++asked;
                const words = input.value;

                if (words.trim().length < 2)
                        return close();
                try {
                        const answer = await fetch(`/tim/goi-y?q=${encodeURIComponent(words)}`);

                        if (answer.ok && mine === asked)
                                show(await answer.json());
                } catch {
                        close(); // the line is gone: the field itself still works
                }
        }
        input.addEventListener('input', () => {
                clearTimeout(timer);
                timer = setTimeout(ask, WAIT_MS);
        });
        input.addEventListener('keydown', (e) => {
                if (list.hidden)
                        return;
                if (e.key === 'ArrowDown' || e.key === 'ArrowUp')
                        choose(chosen < 0 && e.key === 'ArrowUp' ? -1
                                : chosen + (e.key === 'ArrowDown' ? 1 : -1));
                else if (e.key === 'Enter' && chosen >= 0)
                        open(list.children[chosen].dataset.code);
                else if (e.key === 'Escape')
                        return close();
                else
                        return;
                e.preventDefault();
        });
        input.addEventListener('blur', close);
}

document.querySelectorAll('form[role="search"] input[type="search"]').forEach(suggest);
