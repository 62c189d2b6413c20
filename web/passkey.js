// web/passkey.js: asks the browser for a passkey and puts its answer into the form, which is then sent
// as any other. Without it (or without passkeys) the password stays: the parts that need it are hidden
// until it runs.

const bytes = (text) => Uint8Array.from(
        atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
        .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

function put(form, values) {
        for (const [name, value] of Object.entries(values))
                form.elements[name].value = text(value);
}

async function create(form) {
        const d = form.dataset;
        const key = await navigator.credentials.create({ publicKey: {
                challenge: bytes(form.elements.challenge.value),
                rp: { id: d.rp, name: d.rpName },
                user: { id: bytes(d.user), name: d.userName, displayName: d.userName },
                pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
                authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
                attestation: 'none',
        } });

        put(form, { client: key.response.clientDataJSON,
                attestation: key.response.attestationObject });
}

async function get(form) {
        const key = await navigator.credentials.get({ publicKey: {
                challenge: bytes(form.elements.challenge.value),
                rpId: form.dataset.rp,
                userVerification: 'required',
        } });

        put(form, { credential: key.rawId, client: key.response.clientDataJSON,
                data: key.response.authenticatorData, signature: key.response.signature });
}

for (const form of document.querySelectorAll('form[data-rp]')) {
        let answered = false;

        if (!window.PublicKeyCredential)
                continue;
        form.closest('[hidden]')?.removeAttribute('hidden');
        form.addEventListener('submit', async (event) => {
                const said = form.querySelector('[role="status"]');

                if (answered)
                        return;
                event.preventDefault();
                said.textContent = said.dataset.wait;
                try {
                        await (form.dataset.user ? create : get)(form);
                        answered = true;
                        form.submit();
                } catch {
                        said.textContent = said.dataset.failed;
                }
        });
}
