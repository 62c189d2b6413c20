// The editor of processes: bpmn-js, our own attributes of tasks, and marks where the check found
// something.

import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import Modeler from 'bpmn-js/lib/Modeler';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { can_edit, canvas, mark_changed, run } from './shared.js';
import { translation } from './translate.js';

/** Own attributes (urn:motcua:bpmn; docs/flow.md), so that the editor keeps and shows them. */
const motcua = {
        name: 'Motcua', uri: 'urn:motcua:bpmn', prefix: 'motcua', xml: { tagAlias: 'lowerCase' },
        types: [{
                name: 'Work', extends: ['bpmn:Activity'],
                properties: ['role', 'unit', 'form', 'actions', 'queue', 'deadline', 'handler',
                        'decision', 'result', 'binding']
                        .map((name) => ({ name, type: 'String', isAttr: true })),
        }],
};

/** The fields beside the drawing, by what is selected; all of them stand in the page. */
const fields = {
        'bpmn:UserTask': ['motcua:role', 'motcua:unit', 'motcua:form', 'motcua:actions',
                'motcua:deadline'],
        'bpmn:ServiceTask': ['motcua:handler', 'motcua:result'],
        'bpmn:SendTask': ['motcua:handler'],
        'bpmn:BusinessRuleTask': ['motcua:decision', 'motcua:result'],
        'bpmn:ScriptTask': ['script', 'motcua:result'],
        'bpmn:CallActivity': ['calledElement', 'motcua:binding'],
        'bpmn:SequenceFlow': ['conditionExpression'],
};

const Editor = can_edit ? Modeler : NavigatedViewer;
const editor = new Editor({ container: canvas, additionalModules: [translation],
        moddleExtensions: { motcua } });
const properties = document.querySelector('[data-properties]');
let selected;

/** Only ways out of a choice have a condition. */
const may_have = (object, names) => names && (object.$type !== 'bpmn:SequenceFlow' ||
        !/^bpmn:(StartEvent|ParallelGateway|EventBasedGateway)$/.test(object.sourceRef.$type));

/** The fields belong to the one element that is selected. */
function select(element) {
        const names = fields[element?.businessObject.$type];
        selected = may_have(element?.businessObject, names) ? element : undefined;
        properties.hidden = !selected;
        for (const input of selected ? properties.querySelectorAll('input') : []) {
                const value = selected.businessObject.get(input.name);
                input.parentElement.hidden = !names.includes(input.name);
                input.value = (input.name === 'conditionExpression' ? value?.body : value) ?? '';
        }
}

/** A condition is an element with the text in it; an emptied field takes its attribute away. */
function value_of(input) {
        const text = input.value.trim() || undefined;
        return text && input.name === 'conditionExpression'
                ? editor.get('moddle').create('bpmn:FormalExpression', { body: text }) : text;
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
                                { [target.name]: value_of(target) });
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

/** All of it in sight, beside the tools and not under them. */
function fit() {
        const drawing = editor.get('canvas');
        drawing.zoom('fit-viewport', 'auto');
        const tools = canvas.querySelector('.djs-palette');
        if (!tools)
                return;
        const room = tools.offsetLeft + tools.offsetWidth;
        drawing.zoom(drawing.zoom() * (1 - room / canvas.clientWidth), 'auto');
        drawing.scroll({ dx: room / 2, dy: 0 });
}

run({
        async open(text) {
                const { warnings } = await editor.importXML(text);
                fit();
                editor.on('commandStack.changed', mark_changed);
                watch_properties();
                return warnings;
        },
        text: async () => (await editor.saveXML({ format: true })).xml,
        mark,
        reveal,
});
