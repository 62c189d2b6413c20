// web/desk.js: keys for those who work in the queue all day, as an enhancement: everything is there
// without them. No key does anything while somebody types, or together with Ctrl, Alt or Meta.

const rows = () => [...document.querySelectorAll('.queue tbody tr, .sign')];
const at = () => rows().findIndex((row) => row.contains(document.activeElement));

function go(step) {
        const all = rows();
        const row = all[Math.min(Math.max(at() + step, 0), all.length - 1)];

        row?.querySelector('a').focus();
}

const keys = {
        '?': () => {
                const list = document.getElementById('phim-tat').closest('details');

                list.open = true;
                list.querySelector('summary').focus();
        },
        '/': () => document.getElementById('q')?.focus(),
        j: () => go(1),
        k: () => go(-1),
        x: () => rows()[at()]?.querySelector('input[name="pick"]')?.click(),
        n: () => document.querySelector('a[aria-keyshortcuts="n"]')?.click(),
};

document.addEventListener('keydown', (event) => {
        const typing = event.target.closest('input:not([type="checkbox"]), textarea, select');

        if (typing || event.ctrlKey || event.altKey || event.metaKey || !keys[event.key])
                return;
        event.preventDefault();
        keys[event.key]();
});

document.querySelector('input[name="all"]')?.addEventListener('change', (event) => {
        for (const box of document.querySelectorAll('input[name="pick"]'))
                box.checked = event.target.checked;
});
