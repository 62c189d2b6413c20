// web/camera.js: a telephone as a camera. At the desk: what came is shown as it comes. On the telephone:
// a photo is sent as soon as it was taken. Without it there is a link and a button.

const EVERY_MS = 3000;
const form = document.getElementById('chup');

form?.addEventListener('change', (event) => {
        if (event.target.files.length)
                form.requestSubmit();
});

// The page once more; its list and what stands around it are put in place of what is here.
async function look() {
        const answer = document.hidden ? null : await fetch(location.href).catch(() => null);

        if (answer?.ok) {
                const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
                const there = page.getElementById('da-den'), here = document.getElementById('da-den');

                if (!there || !page.querySelector('svg.qr'))
                        return location.reload(); // the link has ended
                if (there.innerHTML !== here.innerHTML)
                        here.replaceChildren(...there.childNodes);
        }
        setTimeout(look, EVERY_MS);
}
if (document.querySelector('main svg.qr'))
        setTimeout(look, EVERY_MS);
