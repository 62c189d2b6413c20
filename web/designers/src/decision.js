// The editor of decisions: dmn-js. Models that it could not write back whole are never opened in it
// (mod/design decides that), and what it warns of while reading is not offered for saving.

import 'dmn-js/dist/assets/diagram-js.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn.css';
import 'dmn-js/dist/assets/dmn-js-shared.css';
import 'dmn-js/dist/assets/dmn-js-drd.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-decision-table-controls.css';
import 'dmn-js/dist/assets/dmn-js-literal-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression-controls.css';
import Modeler from 'dmn-js/lib/Modeler';
import NavigatedViewer from 'dmn-js/lib/NavigatedViewer';
import { can_edit, canvas, mark_changed, run } from './shared.js';
import { translation } from './translate.js';

const Editor = can_edit ? Modeler : NavigatedViewer;
const view = { additionalModules: [translation] };
const editor = new Editor({ container: canvas, drd: view, decisionTable: view, literalExpression: view,
        boxedExpression: view });
const tabs = document.querySelector('[data-views]');

/** One button for each part of the model that has a view of its own. */
function show_tabs() {
        const active = editor.getActiveView();
        tabs.replaceChildren(...editor.getViews().map((v) => {
                const item = document.createElement('li');
                const button = document.createElement('button');
                button.type = 'button';
                button.className = 'btn btn-2 btn-small';
                button.textContent = v.name || v.element.name || v.element.id;
                if (v.element === active?.element && v.type === active?.type)
                        button.setAttribute('aria-current', 'true');
                button.addEventListener('click', () => editor.open(v));
                item.append(button);
                return item;
        }));
}

function watch() {
        const viewer = editor.getActiveViewer();
        viewer?.off('commandStack.changed', mark_changed);
        viewer?.on('commandStack.changed', mark_changed);
        show_tabs();
}

run({
        async open(text) {
                const { warnings } = await editor.importXML(text);
                editor.on('views.changed', watch);
                watch();
                return warnings;
        },
        text: async () => (await editor.saveXML({ format: true })).xml,
});
