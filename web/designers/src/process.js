// The editor of processes: bpmn-js, our own attributes of tasks, and marks where the check found
// something.

import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import Modeler from 'bpmn-js/lib/Modeler';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { can_edit, canvas, mark_changed, run } from './shared.js';
import { translation } from './translate.js';

/** Own attributes of activities (urn:motcua:bpmn), so that the editor keeps and shows them. */
const motcua = {
        name: 'Motcua', uri: 'urn:motcua:bpmn', prefix: 'motcua', xml: { tagAlias: 'lowerCase' },
        types: [{
                name: 'Work', extends: ['bpmn:Activity'],
                properties: ['role', 'unit', 'form', 'deadline', 'handler', 'decision', 'result']
                        .map((name) => ({ name, type: 'String', isAttr: true })),
        }],
};

const Editor = can_edit ? Modeler : NavigatedViewer;
const editor = new Editor({ container: canvas, additionalModules: [translation],
        moddleExtensions: { motcua } });
const properties = document.querySelector('[data-properties]');
let selected;

/** The fields beside the drawing belong to the one activity that is selected. */
function select(element) {
        selected = element?.businessObject.$instanceOf('bpmn:Activity') ? element : undefined;
        properties.hidden = !selected;
        for (const input of selected ? properties.querySelectorAll('input') : [])
                input.value = selected.businessObject.get(input.name) ?? '';
}

function watch_properties() {
        if (!properties)
                return;
        const show = () => {
                const all = editor.get('selection').get();
                select(all.length === 1 ? all[0] : undefined);
        };
        editor.on('selection.changed', show);
        editor.on('element.changed', ({ element }) => element === selected && show());
        properties.addEventListener('change', ({ target }) => {
                if (selected)
                        editor.get('modeling').updateProperties(selected,
                                { [target.name]: target.value.trim() || undefined });
        });
}

function mark(problems) {
        const overlays = editor.get('overlays');
        const registry = editor.get('elementRegistry');
        overlays.remove({ type: 'found' });
        for (const p of problems) {
                if (!p.element || !registry.get(p.element))
                        continue;
                const sign = document.createElement('div');
                sign.className = p.error ? 'found-mark is-error' : 'found-mark is-warning';
                sign.title = p.text;
                sign.textContent = '!';
                overlays.add(p.element, 'found', { position: { top: -12, left: -12 }, html: sign });
        }
}

function reveal(id) {
        const element = editor.get('elementRegistry').get(id);
        if (!element)
                return;
        if (can_edit)
                editor.get('selection').select(element);
        editor.get('canvas').scrollToElement(element);
}

run({
        async open(text) {
                const { warnings } = await editor.importXML(text);
                editor.get('canvas').zoom('fit-viewport', 'auto');
                editor.on('commandStack.changed', mark_changed);
                watch_properties();
                return warnings;
        },
        text: async () => (await editor.saveXML({ format: true })).xml,
        mark,
        reveal,
});
