// The editor of forms: form-js.

import '@bpmn-io/form-js/dist/assets/form-js.css';
import '@bpmn-io/form-js/dist/assets/flatpickr/light.css';
import '@bpmn-io/form-js/dist/assets/form-js-editor.css';
import '@bpmn-io/form-js/dist/assets/properties-panel.css';
import { createForm, FormEditor } from '@bpmn-io/form-js';
import { can_edit, canvas, mark_changed, run } from './shared.js';
import { translation } from './translate.js';

let editor;

function mark(problems) {
        for (const old of canvas.querySelectorAll('.found-frame'))
                old.classList.remove('found-frame');
        for (const p of problems)
                if (p.element)
                        canvas.querySelector(`[data-id="${CSS.escape(p.element)}"]`)
                                ?.classList.add('found-frame');
}

run({
        async open(text) {
                const schema = JSON.parse(text);
                if (!can_edit)
                        return (await createForm({ container: canvas, schema })).warnings;
                editor = new FormEditor({ container: canvas, additionalModules: [translation] });
                const { warnings } = await editor.importSchema(schema);
                editor.on('commandStack.changed', mark_changed);
                return warnings;
        },
        text: async () => `${JSON.stringify(editor.saveSchema(), null, 2)}\n`,
        mark,
        reveal(id) {
                const field = editor?.get('formFieldRegistry').get(id);
                if (field)
                        editor.get('selection').set(field);
        },
});
